"""Somebody was away. What have they missed?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kocmoc.sync.actions import _Page
from tests.cast import Person

Meet = Callable[[str], Awaitable[Person]]


async def sync(person: Person, cursor: str | None = None, **chats: int) -> dict[str, Any]:
    answer = await person.post("/sync", cursor=cursor, chats={name.removeprefix("c"): v for name, v in chats.items()})
    assert answer.status_code == 200, answer.text
    assert len(answer.content) <= 512 * 1024
    result: dict[str, Any] = answer.json()
    return result


async def catch_up(person: Person, cursor: str | None = None, **chats: int) -> dict[str, Any]:
    """Until there is nothing new. A sync may repeat while anybody writes anywhere in PostgreSQL, and tests have
    neighbours who do."""
    async with asyncio.timeout(30):
        while True:
            answer = await sync(person, cursor, **chats)
            if not answer["chats"]:
                return answer
            cursor = answer["cursor"]


async def test_a_first_sync_brings_every_chat_and_a_second_nothing(gagarin: Person, meet: Meet) -> None:
    chats = [await gagarin.chat_with(await meet("friend")) for _ in range(30)]
    first = await sync(gagarin)
    assert {chat["id"] for chat in first["chats"]} == set(chats)
    assert not first["more"]
    second = await catch_up(gagarin, first["cursor"])
    assert (second["chats"], second["messages"], second["gone"]) == ([], [], [])


async def test_what_changed_since_the_cursor_is_brought_once(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    chat_id, other = await gagarin.chat_with(tereshkova), await gagarin.chat_with(stranger)
    cursor = (await catch_up(gagarin))["cursor"]
    await tereshkova.say(chat_id, "раз")
    await tereshkova.say(chat_id, "два")
    answer = await sync(gagarin, cursor, **{f"c{chat_id}": 0, f"c{other}": 0})
    assert [chat["id"] for chat in answer["chats"]] == [chat_id]
    assert answer["chats"][0]["unread_count"] == 2
    assert [message["text"] for message in answer["messages"]] == ["раз", "два"]
    assert answer["versions"] == {chat_id: 2, other: 0}
    again = await catch_up(gagarin, answer["cursor"], **{f"c{chat_id}": 2})
    assert (again["chats"], again["messages"], again["versions"]) == ([], [], {chat_id: 2})


async def test_the_others_mark_is_a_change_and_so_is_mine(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "прочти")
    his, hers = (await sync(gagarin))["cursor"], (await sync(tereshkova))["cursor"]
    await tereshkova.post(f"/chats/{chat_id}/read", seq=1)
    assert (await sync(gagarin, his))["chats"][0]["peer_read_seq"] == 1
    assert (await sync(tereshkova, hers))["chats"][0]["last_read_seq"] == 1


async def test_too_much_in_one_chat_is_truncated(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await asyncio.gather(*(gagarin.say(chat_id, f"{n}") for n in range(201)))
    answer = await sync(tereshkova, None, **{f"c{chat_id}": 0})
    assert (answer["truncated"], answer["messages"], answer["versions"]) == ([chat_id], [], {chat_id: 201})
    answer = await sync(tereshkova, None, **{f"c{chat_id}": 1})
    assert answer["truncated"] == []
    assert [message["version"] for message in answer["messages"]] == list(range(2, 202))


async def test_a_version_from_the_future_counts_as_none(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "раз")
    answer = await sync(gagarin, None, **{f"c{chat_id}": 999})
    assert (answer["truncated"], answer["versions"]) == ([chat_id], {chat_id: 1})


async def test_chats_that_are_not_mine_are_gone(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "не для чужих")
    answer = await sync(stranger, None, **{f"c{chat_id}": 0, "c987654321": 0, "cabc": 5})
    assert sorted(answer["gone"]) == sorted([chat_id, "987654321", "abc"])
    assert (answer["messages"], answer["chats"], answer["versions"]) == ([], [], {})


async def test_large_answers_come_in_several_and_nothing_is_missed(gagarin: Person, meet: Meet) -> None:
    chats = [await gagarin.chat_with(await meet("friend")) for _ in range(6)]
    await asyncio.gather(*(gagarin.say(chat, "ы" * 4000 + f"{n}") for n in range(40) for chat in chats))
    cursor, held, seen, answers = None, {f"c{chat}": 0 for chat in chats}, [], 0
    while True:
        answer = await sync(gagarin, cursor, **held)
        seen += answer["messages"]
        held = {f"c{chat}": version for chat, version in answer["versions"].items()}
        cursor = answer["cursor"]
        answers += 1
        if not answer["more"]:
            break
    assert answers > 2
    for chat in chats:
        assert [message["seq"] for message in seen if message["chat_id"] == chat] == list(range(1, 41))
    assert set(held.values()) == {40}


async def test_an_answer_stays_small_however_long_everything_is(gagarin: Person, meet: Meet) -> None:
    """What JSON escapes grows sixfold: messages up to the brim, then chats, and names of chats nobody has."""
    friends = [await meet("friend") for _ in range(21)]
    chats = [await gagarin.chat_with(friend) for friend in friends]
    for friend, chat in zip(friends, chats, strict=True):
        await friend.say(chat, "\x01" * 4095 + "!")
    cursor, seen = None, set()
    for _ in range(5):
        answer = await sync(
            gagarin, cursor, **dict.fromkeys(chats[:18], 0), **{f"{n}" * 80: 0 for n in range(100, 500)}
        )
        cursor = answer["cursor"]
        seen |= {chat["id"] for chat in answer["chats"]}
        if len(seen) == len(chats):
            break
        chats_left = await gagarin.post("/sync", cursor=cursor)
        assert len(chats_left.content) <= 512 * 1024
        cursor = chats_left.json()["cursor"]
        seen |= {chat["id"] for chat in chats_left.json()["chats"]}
    assert seen == set(chats)


async def test_a_slow_transaction_is_never_missed(gagarin: Person, tereshkova: Person, server: Any) -> None:
    """One that began before the cursor was taken and committed after it."""
    chat_id = await gagarin.chat_with(tereshkova)
    async with server.house.database.transaction() as db:
        await db.execute(
            "update chat_heads set changed_in = pg_current_xact_id()::text::bigint where chat_id = $1", int(chat_id)
        )
        await stranger_talk(gagarin)
        cursor = (await sync(gagarin))["cursor"]
    assert chat_id in {chat["id"] for chat in (await sync(gagarin, cursor))["chats"]}


async def stranger_talk(person: Person) -> None:
    """Something else happens meanwhile, in a later transaction that commits earlier."""
    await person.say(await person.chat_with(person), "между делом")


async def test_bad_requests_are_refused(gagarin: Person) -> None:
    for body in (
        {"cursor": "abc"},
        {"cursor": 5},
        {"chats": []},
        {"chats": {"1": -1}},
        {"chats": {"1": "1"}},
        {"chats": {str(n): 0 for n in range(501)}},
        {"since": 1},
    ):
        answer = await gagarin.http.post("/api/sync", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), body


async def test_an_answer_is_of_one_moment(gagarin: Person, tereshkova: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await tereshkova.say(chat_id, "прежде")
    add_chats = _Page.add_chats

    async def meanwhile(page: _Page) -> None:
        await tereshkova.say(chat_id, "тем временем")
        await add_chats(page)

    monkeypatch.setattr(_Page, "add_chats", meanwhile)
    answer = await sync(gagarin, **{f"c{chat_id}": 0})
    (chat,) = answer["chats"]
    assert (answer["versions"], chat["version"], chat["last_message"]["text"]) == ({chat_id: 1}, 1, "прежде")
