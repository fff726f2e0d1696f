"""The post office: never in anybody's way, never too full, never forgetful too soon."""

import asyncio
import os
import stat
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
import structlog

from kocmoc.core.errors import Unavailable
from kocmoc.core.values import mailbox
from kocmoc.mail import Away, Carrier, Letter, Outbox, Post, Refused
from kocmoc.mail import post as post_module
from kocmoc.mail.outbox import KEEP_SECONDS
from tests.auth.conftest import StartServer, Visit, form, sign_up
from tests.auth.test_codes import ask
from tests.mail.conftest import OpenMailroom

LETTER = Letter("gagarin@cosmos.example", "Your code", "190461\n", "<b>190461</b>\n")


class Pigeon:
    """Carries, unless told to fail first."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.arrived: list[EmailMessage] = []
        self.free = asyncio.Event()
        self.free.set()

    async def carry(self, message: EmailMessage) -> None:
        await self.free.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.arrived.append(message)

    async def sweep(self) -> None:
        """It keeps nothing."""


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_module, "FIRST_PAUSE_SECONDS", 0.001)


async def seen_through(carrier: Carrier, worth_seconds: float = 60.0) -> list[structlog.typing.EventDict]:
    """Hands over one letter, waits for what becomes of it, and answers what the log says."""
    post = Post(carrier, "KOCMOC <kocmoc@localhost>")
    with structlog.testing.capture_logs() as logs:
        post.send_later(LETTER, worth_seconds)
        await asyncio.gather(*post._under_way)
    return logs


async def test_a_letter_is_tried_again_until_it_arrives() -> None:
    pigeon = Pigeon(Away("451"), Away("timeout"))
    await seen_through(pigeon)
    assert [message["To"] for message in pigeon.arrived] == ["gagarin@cosmos.example"]


async def test_a_letter_that_is_refused_is_not_tried_again() -> None:
    pigeon = Pigeon(Refused("550"))
    logs = await seen_through(pigeon)
    assert pigeon.arrived == []
    assert [line["event"] for line in logs] == ["mail_refused"]


async def test_a_letter_nobody_would_want_any_more_is_given_up() -> None:
    pigeon = Pigeon(*[Away("451")] * 1000)
    logs = await seen_through(pigeon, worth_seconds=0.02)
    assert pigeon.arrived == []
    assert logs[-1]["event"] == "mail_lost"


async def test_the_log_knows_neither_the_address_nor_the_code(tmp_path: Path) -> None:
    for carrier in (Pigeon(Away("451"), Refused("550")), Pigeon(RuntimeError("odd")), Outbox(tmp_path / "outbox")):
        logs = repr(await seen_through(carrier))
        assert logs != "[]"
        assert "190461" not in logs
        assert "gagarin" not in logs


async def test_while_too_many_wait_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post_module, "MOST_WAITING", 3)
    pigeon = Pigeon()
    pigeon.free.clear()
    post = Post(pigeon, "kocmoc@localhost")
    for _ in range(3):
        post.require_room()
        post.send_later(LETTER, 60)
    with pytest.raises(Unavailable):
        post.require_room()
    pigeon.free.set()
    await asyncio.gather(*post._under_way)
    post.require_room()


async def test_a_full_post_office_is_full_for_everybody(
    start_server: StartServer, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visit(await start_server())
    known = (await sign_up(browser))["user"]["email"]
    monkeypatch.setattr(post_module, "MOST_WAITING", 0)
    answers = [await ask(browser, email) for email in (known, form()["email"])]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all(answer.headers["retry-after"] == "10" for answer in answers)


async def test_whoever_closes_waits_for_what_is_on_its_way_and_not_for_a_better_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(post_module, "FIRST_PAUSE_SECONDS", 1000.0)
    monkeypatch.setattr(post_module, "CLOSING_SECONDS", 0.2)
    pigeon = Pigeon(Away("451"))
    post = Post(pigeon, "kocmoc@localhost")
    async with post.living():
        post.send_later(LETTER, 5000)
        post.send_later(LETTER, 5000)
    assert len(pigeon.arrived) == 1
    assert post._under_way == set()


async def test_a_code_goes_out_by_smtp_behind_the_answer(
    start_server: StartServer, visit: Visit, open_mailroom: OpenMailroom
) -> None:
    mailroom = await open_mailroom("451 Later")
    server = await start_server(smtp_url=mailroom.url("smtp"), mail_from="Космос <post@chat.example>")
    browser = visit(server)
    email = (await sign_up(browser))["user"]["email"]
    assert (await ask(browser, email)).status_code == 202
    await asyncio.gather(*server.house.post._under_way)
    assert mailroom.tries == 2
    (letter,) = mailroom.letters
    assert (letter["To"], letter["From"]) == (email, "Космос <post@chat.example>")
    assert not (server.house.settings.data_dir / "outbox" / "x").exists()


async def test_the_outbox_is_for_the_eyes_of_the_servers_user_alone(tmp_path: Path) -> None:
    logs = await seen_through(Outbox(tmp_path / "outbox"))
    (file,) = (tmp_path / "outbox").iterdir()
    assert logs == [{"event": "mail_written", "file": str(file), "log_level": "warning"}]
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


async def test_the_outbox_keeps_letters_for_a_day(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    await outbox.sweep()
    for _ in range(2):
        await seen_through(outbox)
    old, new = sorted((tmp_path / "outbox").iterdir())
    long_ago = time.time() - KEEP_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    (tmp_path / "outbox" / "notes.txt").write_text("not ours")
    os.utime(tmp_path / "outbox" / "notes.txt", (long_ago, long_ago))
    await outbox.sweep()
    assert {path.name for path in (tmp_path / "outbox").iterdir()} == {new.name, "notes.txt"}


async def test_a_full_disk_is_a_reason_to_try_again(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    logs = await seen_through(Outbox(tmp_path / "outbox"), worth_seconds=1.0)
    assert {line["event"] for line in logs} == {"mail_postponed", "mail_lost"}


@pytest.mark.parametrize("given", ["a", "a@", "@b", "a@b, c@d", "A <a@b> <c@d>", "a@b\r\nBcc: c@d", '"A" <a@b>', 1])
def test_a_sender_is_one_address(given: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        mailbox(given)


@pytest.mark.parametrize("given", ["a@b.example", "KOCMOC <a@localhost>", "Космос <a@b.example>"])
def test_a_sender_may_have_a_name(given: str) -> None:
    assert mailbox(given) == given
