"""Who may be seen typing, and until when."""

import asyncio
from asyncio import Queue
from uuid import uuid4

import pytest

from kocmoc.realtime import typists
from tests.cast import Person
from tests.phone import PATIENCE_SECONDS, Phone


async def test_the_whole_group_sees_it_but_for_the_typist(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    group = (await gagarin.post("/chats/group", title="Восток", member_ids=[tereshkova.id, stranger.id])).json()["id"]
    async with Phone(gagarin) as his, Phone(tereshkova) as hers, Phone(stranger) as third:
        assert await his.ask("typing:start", {"chat_id": group, "action": "voice"}) == {"ok": True}
        for phone in (hers, third):
            heard = await phone.wait("typing:start")
            assert heard == {"chat_id": group, "user_id": gagarin.id, "action": "voice"}
        assert his.of("typing:start") == []


async def test_a_message_sent_elsewhere_ends_it_for_everybody(gagarin: Person, tereshkova: Person) -> None:
    """The typist's socket is at one process, and their message goes to another over REST."""
    chat_id = await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        await his.ask("typing:start", {"chat_id": chat_id})
        await hers.wait("typing:start")
        sent = await gagarin.http.post(
            f"{tereshkova.url}/api/chats/{chat_id}/messages", json={"client_id": str(uuid4()), "text": "готово"}
        )
        assert sent.status_code == 201
        await hers.wait("typing:stop")


async def test_it_ends_by_itself_some_seconds_after_the_last_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (typists.LASTS_SECONDS, typists.QUIET_SECONDS) == (6.0, 3.0)
    monkeypatch.setattr(typists, "LASTS_SECONDS", 0.3)
    told: Queue[tuple[int, int, str, bool]] = Queue()
    typists.Typists(lambda *news: told.put_nowait(news)).start(1, 2, "upload")
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await told.get() == (1, 2, "upload", True)
        assert await told.get() == (1, 2, "upload", False)


async def test_after_some_seconds_a_start_is_spread_again(
    gagarin: Person, tereshkova: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typists, "QUIET_SECONDS", 0.0)
    chat_id = await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        for _ in range(2):
            await his.ask("typing:start", {"chat_id": chat_id})
        await hers.wait_for(lambda: len(hers.of("typing:start")) == 2)


async def test_a_reader_of_a_channel_is_refused_and_its_owner_is_not(gagarin: Person, tereshkova: Person) -> None:
    made = await gagarin.post("/chats/group", title="ЦУП", type="channel", member_ids=[tereshkova.id])
    channel = made.json()["id"]
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        refused = await hers.ask("typing:start", {"chat_id": channel})
        assert (refused["ok"], refused["error"]["code"]) == (False, "forbidden")
        assert await his.ask("typing:start", {"chat_id": channel}) == {"ok": True}
        assert (await hers.wait("typing:start"))["user_id"] == gagarin.id
        assert his.of("typing:start") == []


async def test_somebody_blocked_types_to_nobody_and_is_not_told(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.http.put(f"/api/users/me/blocks/{tereshkova.id}")
    async with Phone(gagarin) as his, Phone(tereshkova) as hers:
        assert await hers.ask("typing:start", {"chat_id": chat_id}) == {"ok": True}
        await his.ask("typing:start", {"chat_id": chat_id})
        await hers.wait("typing:start")
        assert his.of("typing:start") == []
