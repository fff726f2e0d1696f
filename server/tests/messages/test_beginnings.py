"""Who came later, or cleared their history: for them the chat begins behind a place, wherever they look."""

from typing import Any

import pytest_asyncio

from tests.cast import Person
from tests.stage import Running


@pytest_asyncio.fixture
async def vostok(gagarin: Person, tereshkova: Person, server: Running) -> str:
    """A chat of ten messages, of which Tereshkova may see what is behind the fourth."""
    chat_id = await gagarin.chat_with(tereshkova)
    for n in range(1, 11):
        await gagarin.say(chat_id, f"{n}")
    await begin_behind(server, chat_id, tereshkova, 4)
    return chat_id


async def begin_behind(server: Running, chat_id: str, person: Person, seq: int) -> None:
    sql = "update members set visible_after = $3 where chat_id = $1 and user_id = $2"
    await server.house.database.pool.execute(sql, int(chat_id), int(person.id), seq)


async def test_history_begins_there_on_every_way_through_it(tereshkova: Person, vostok: str) -> None:
    async def page(**query: Any) -> tuple[list[int], bool, bool]:
        answer = (await tereshkova.get(f"/chats/{vostok}/messages", **query)).json()
        return [each["seq"] for each in answer["messages"]], answer["has_more_before"], answer["has_more_after"]

    assert await page() == ([5, 6, 7, 8, 9, 10], False, False)
    assert await page(limit=3) == ([8, 9, 10], True, False)
    assert await page(limit=3, before=7) == ([5, 6], False, True)
    assert await page(limit=3, before=5) == ([], False, True)
    assert await page(limit=3, before=2) == ([], False, True)
    assert await page(limit=3, after=0) == ([5, 6, 7], False, True)
    assert await page(limit=3, after=8) == ([9, 10], True, False)
    assert await page(limit=3, around=1) == ([5, 6, 7], False, True)
    assert await page(limit=3, at="1961-04-12T06:07:00Z") == ([5, 6, 7], False, True)


async def test_a_chat_whose_messages_are_all_before_looks_empty(
    tereshkova: Person, gagarin: Person, vostok: str, server: Running
) -> None:
    await begin_behind(server, vostok, tereshkova, 10)
    answer = (await tereshkova.get(f"/chats/{vostok}/messages")).json()
    assert answer == {"messages": [], "has_more_before": False, "has_more_after": False}
    earlier = (await tereshkova.get(f"/chats/{vostok}/messages", before=5)).json()
    assert earlier == answer
    assert (await tereshkova.get(f"/chats/{vostok}")).json()["last_message"] is None
    assert (await gagarin.get(f"/chats/{vostok}")).json()["last_message"]["text"] == "10"


async def test_sync_brings_only_what_is_behind_it(tereshkova: Person, vostok: str) -> None:
    answer = (await tereshkova.post("/sync", cursor=None, chats={vostok: 0})).json()
    assert [message["seq"] for message in answer["messages"]] == [5, 6, 7, 8, 9, 10]
    assert answer["versions"] == {vostok: 10}
