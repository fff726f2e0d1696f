"""`kocmoc admin`: whoever has the machine looks after accounts, while the server runs and while it does not."""

import asyncio
import re
import signal
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio

from tests.admin.conftest import sign_in
from tests.cast import PASSWORD, Person
from tests.ground.owner import wait_until_gone
from tests.ground.running import Command

Admin = Callable[..., list[str]]


@pytest_asyncio.fixture
async def kocmoc(tmp_path: Path) -> AsyncIterator[Command]:
    command = Command(tmp_path / "data", KOCMOC_BCRYPT_COST="4", KOCMOC_ADDRESS_LIMITS="off")
    yield command
    command.kill()
    wait_until_gone(command.postgres())


@pytest.fixture
def admin(kocmoc: Command) -> Admin:
    """What the command says beside the same data folder; it is expected to succeed."""

    def ask(*words: str, **environ: str) -> list[str]:
        command = Command(kocmoc.data_dir, "admin", *words, KOCMOC_BCRYPT_COST="4", **environ)
        assert command.code == 0, command.log
        return command.rest()

    return ask


async def _answers(person: Person, code: str) -> httpx.Response:
    """A running server reads again every two seconds; asking is what there is to wait for."""
    async with asyncio.timeout(30):
        while True:
            answer = await person.get("/users/me")
            if code == (answer.json()["code"] if answer.is_error else "ok"):
                return answer


async def _deeds(person: Person) -> list[tuple[str, str | None, str | None]]:
    entries = (await person.get("/admin/audit")).json()["entries"]
    return [(each["deed"], each["actor_id"], each["user_id"]) for each in reversed(entries)]


async def test_accounts_are_looked_after_beside_a_running_server(kocmoc: Command, admin: Admin) -> None:
    url = kocmoc.ready()
    korolev, gagarin = await Person.register(url, "korolev"), await Person.register(url, "gagarin")
    assert admin("users") == [
        f"@gagarin  {gagarin.me['email']}  {gagarin.me['display_name']}",
        f"@korolev  {korolev.me['email']}  {korolev.me['display_name']}  [administrator]",
        "Accounts: 2",
    ]
    assert admin("users", "--query", "gag", LANG="ru_RU.UTF-8")[-1] == "Учётных записей: 1"
    assert admin("promote", "Gagarin") == ["@gagarin: is an administrator now"]
    assert (await gagarin.get("/admin/users")).status_code == 200
    assert admin("demote", gagarin.me["email"]) == ["@gagarin: is no administrator any more"]
    assert (await gagarin.get("/admin/users")).status_code == 403
    admin("disable", "gagarin")
    await _answers(gagarin, "session_ended")
    admin("enable", "gagarin")
    told = admin("password", "@gagarin")
    again = await sign_in(url, "gagarin", told[1].removeprefix("Temporary password: "))
    admin("end-sessions", "gagarin")
    await _answers(again, "session_ended")
    admin("delete", "gagarin")
    assert admin("users")[-1] == "Accounts: 1"
    deeds = ["promoted", "demoted", "disabled", "enabled", "password_set", "sessions_ended", "deleted"]
    assert await _deeds(korolev) == [(f"user.{deed}", None, gagarin.id) for deed in deeds]
    for person in (korolev, gagarin, again):
        await person.leave()


async def test_a_running_server_is_closed_and_opened(kocmoc: Command, admin: Admin) -> None:
    url = kocmoc.ready()
    korolev, gagarin = await Person.register(url, "korolev"), await Person.register(url, "gagarin")
    assert admin("maintenance") == ["The server is open."]
    closed = ["The server is closed to everyone but administrators.", "До полудня."]
    assert admin("maintenance", "on", "--message", "До полудня.") == closed
    assert admin("maintenance") == closed
    await _answers(gagarin, "maintenance")
    assert (await korolev.get("/users/me")).status_code == 200
    assert admin("maintenance", "off", LANG="ru_RU.UTF-8") == ["Сервер открыт."]
    await _answers(gagarin, "ok")
    assert await _deeds(korolev) == [("maintenance", None, None)] * 2
    for person in (korolev, gagarin):
        await person.leave()


async def test_a_stopped_server_is_looked_after_too(kocmoc: Command, admin: Admin) -> None:
    korolev = await Person.register(kocmoc.ready(), "korolev")
    postgres = kocmoc.postgres()
    kocmoc.tell(signal.SIGTERM)
    assert kocmoc.code == 0
    wait_until_gone(postgres)
    assert {"Accounts: 1", "Administrators: 1", "Messages: 0", "Open reports: 0"} <= set(admin("stats"))
    password = admin("password", "korolev")[-1].removeprefix("Temporary password: ")
    again = Command(kocmoc.data_dir, KOCMOC_BCRYPT_COST="4")
    url = again.ready()
    await (await sign_in(url, "korolev", password)).leave()
    async with httpx.AsyncClient(base_url=url) as anybody:
        old = await anybody.post("/api/auth/login", json={"login": "korolev", "password": PASSWORD})
        assert old.status_code == 401
    await korolev.leave()
    again.kill()


async def test_reports_are_looked_at_and_settled(kocmoc: Command, admin: Admin) -> None:
    url = kocmoc.ready()
    korolev, gagarin = await Person.register(url, "korolev"), await Person.register(url, "gagarin")
    said = await korolev.say(await korolev.make_group("Восток", gagarin), "Купите\nракету")
    await gagarin.post("/reports", message_id=said["id"], reason="Реклама\x1b[2J")
    await korolev.post("/reports", user_id=gagarin.id, reason="Не отвечает")
    about_him, about_words, told = admin("reports")[0], admin("reports")[1:3], admin("reports")[-1]
    assert about_him.startswith("2  2")
    assert about_him.endswith("  @korolev → @gagarin: Не отвечает")
    assert about_words[0].endswith("  @gagarin → @korolev: Реклама [2J")
    assert about_words[1] == "    «Купите ракету»"
    assert told == "Reports: 2"
    assert admin("settle", "1", "--resolution", "Ракет не продаём.") == ["1: is settled"]
    assert admin("reports")[-1] == "Reports: 1"
    everything = admin("reports", "--all", LANG="ru_RU.UTF-8")
    assert re.fullmatch(r"    закрыта  2\S+Z  командная строка  Ракет не продаём\.", everything[3])
    assert everything[-1] == "Жалоб: 2"
    listed = (await korolev.get("/admin/reports", resolved="true")).json()["reports"]
    assert [(each["id"], each["resolved_by"], each["resolution"]) for each in listed] == [
        ("1", None, "Ракет не продаём.")
    ]
    assert admin("reopen", "1", LANG="ru_RU.UTF-8") == ["1: жалоба снова открыта"]
    assert await _deeds(korolev) == [(f"report.{deed}", None, korolev.id) for deed in ("resolved", "reopened")]
    refused = Command(kocmoc.data_dir, "admin", "settle", "77", LANG="ru_RU.UTF-8")
    assert (refused.code, refused.log) == (1, "kocmoc: Такой жалобы нет.\n")
    for person in (korolev, gagarin):
        await person.leave()


async def test_deeds_and_room_taken_are_listed(kocmoc: Command, admin: Admin) -> None:
    url = kocmoc.ready()
    korolev, gagarin = await Person.register(url, "korolev"), await Person.register(url, "gagarin")
    await gagarin.upload(b"x" * 300_000)
    assert admin("users")[0].endswith("  [files: 0.3 MiB]")
    assert any(re.fullmatch(r"Disk: \d+\.\d MiB free of \d+\.\d MiB", line) for line in admin("stats"))
    await korolev.patch(f"/admin/users/{gagarin.id}", is_admin=True)
    admin("demote", "gagarin")
    admin("maintenance", "on")
    by_line, demoted, promoted, told = admin("audit")
    assert re.fullmatch(r"2\S+Z  command line  maintenance  {.*}", by_line)
    assert re.fullmatch(r"2\S+Z  command line  user\.demoted  @gagarin", demoted)
    assert re.fullmatch(r"2\S+Z  @korolev  user\.promoted  @gagarin", promoted)
    assert told == "Deeds: 3"
    assert admin("audit", "--limit", "1", LANG="ru_RU.UTF-8")[1:] == ["Действий: 1"]
    for person in (korolev, gagarin):
        await person.leave()


async def test_what_cannot_be_done_is_one_sentence(kocmoc: Command, tmp_path: Path) -> None:
    korolev = await Person.register(kocmoc.ready(), "korolev")
    for words, russian in (
        (("demote", "korolev"), "Это единственный администратор; сначала назначьте другого."),
        (("delete", "korolev"), "Это единственный администратор; сначала назначьте другого."),
        (("promote", "nobody"), "Такого пользователя нет."),
    ):
        refused = Command(kocmoc.data_dir, "admin", *words, LANG="ru_RU.UTF-8")
        assert (refused.code, refused.log) == (1, f"kocmoc: {russian}\n")
    nothing = Command(tmp_path / "nothing", "admin", "users")
    assert (nothing.code, nothing.log) == (1, f"kocmoc: There is no database in {tmp_path}/nothing yet.\n")
    assert not (tmp_path / "nothing").exists()
    await korolev.leave()


async def test_a_database_that_has_to_be_migrated_first_is_left_alone(empty_database: str, tmp_path: Path) -> None:
    refused = Command(tmp_path / uuid.uuid4().hex, "admin", "users", KOCMOC_DATABASE_URL=empty_database)
    assert refused.code == 1
    assert refused.log == "kocmoc: The database is older than this program; run kocmoc migrate first.\n"
    connection = await asyncpg.connect(empty_database)
    assert await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'") == 0
    await connection.close()
