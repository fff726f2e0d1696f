"""Too much, too fast: told to wait, then told why, then cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import msgspec
import pytest_asyncio

from kocmoc.app import House
from kocmoc.settings import Settings
from tests.cast import Person
from tests.phone import Phone
from tests.stage import Running


@pytest_asyncio.fixture
async def hasty(settings: Settings, new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Person]:
    """Somebody on a server that allows five messages at once, and one more every half minute."""
    strict = msgspec.structs.replace(settings, send_burst=5, send_rate=1 / 30)
    async with Running(House(strict, await new_database())) as running:
        person = await Person.register(running.url, "hasty")
        yield person
        await person.leave()


def draft(chat_id: str) -> dict[str, str]:
    return {"chat_id": chat_id, "client_id": str(uuid4()), "text": "быстрее!"}


async def test_one_bucket_serves_rest_and_the_socket_together(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    async with Phone(hasty) as phone:
        for _ in range(3):
            assert (await phone.ask("message:send", draft(chat_id)))["ok"]
        for _ in range(2):
            await hasty.say(chat_id, "и ещё")
        refused = await phone.ask("message:send", draft(chat_id))
        assert refused["error"]["code"] == "slow_down"
        assert 0 < refused["error"]["retry_after"] <= 30
        answer = await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text="и по REST")
        assert (answer.status_code, answer.json()["code"]) == (429, "slow_down")
        assert 0 < int(answer.headers["retry-after"]) <= 30
    assert (await hasty.get(f"/chats/{chat_id}")).json()["last_seq"] == 5


async def test_sending_the_same_again_costs_nothing(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    client_id = str(uuid4())
    for _ in range(20):
        await hasty.say(chat_id, "одно и то же", client_id)
    for _ in range(4):
        await hasty.say(chat_id, "новое")
    assert (await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text="x")).status_code == 429


async def test_what_is_refused_for_what_it_is_costs_nothing(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    for _ in range(20):
        answer = await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text=" ")
        assert answer.json()["code"] == "empty_message"
    await hasty.say(chat_id, "можно")


async def test_who_does_not_slow_down_is_told_and_cut(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    async with Phone(hasty) as phone:
        codes = []
        while not phone.disconnected.is_set() and len(codes) < 40:
            try:
                answer = await phone.ask("message:send", draft(chat_id))
            except Exception:
                break
            codes.append(answer["ok"] or answer["error"]["code"])
        flood = await phone.wait("flood")
        assert flood["retry_after"] > 0
        await asyncio.wait_for(phone.disconnected.wait(), 2)
    assert codes[:5] == [True] * 5
    assert set(codes[5:]) == {"slow_down"}
    assert len(codes[5:]) in (20, 21)
