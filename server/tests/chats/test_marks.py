"""How far everybody has read in a group: the two highest marks are news, and never more than one a second."""

import asyncio

import pytest

from kocmoc.core.db import Database
from tests.cast import Person
from tests.chats.folding import see
from tests.phone import Phone
from tests.stage import Running
from tests.sync.test_sync import sync


async def read(person: Person, chat_id: str, seq: int) -> None:
    assert (await person.post(f"/chats/{chat_id}/read", seq=seq)).status_code == 204


async def peer_read(person: Person, chat_id: str) -> int:
    seq: int = (await see(person, chat_id))["peer_read_seq"]
    return seq


async def test_peer_read_is_the_highest_mark_of_anybody_else(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    for n in range(5):
        await gagarin.say(vostok, f"{n}")
    everybody = (gagarin, tereshkova, leonov)
    marks = {person.id: 0 for person in everybody}
    for person, seq in (
        (tereshkova, 2),
        (leonov, 3),
        (leonov, 4),
        (tereshkova, 5),
        (gagarin, 1),
        (gagarin, 6),
        (leonov, 6),
    ):
        await read(person, vostok, seq)
        marks[person.id] = seq
        for each in everybody:
            assert await peer_read(each, vostok) == max(mark for who, mark in marks.items() if who != each.id)


async def test_when_the_foremost_reader_leaves_it_is_the_next(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    for n in range(3):
        await gagarin.say(vostok, f"{n}")
    await read(leonov, vostok, 4)
    await read(tereshkova, vostok, 2)
    await read(gagarin, vostok, 1)
    cursor = (await sync(gagarin))["cursor"]
    await gagarin.delete(f"/chats/{vostok}/members/{leonov.id}")
    assert (await peer_read(gagarin, vostok), await peer_read(tereshkova, vostok)) == (2, 1)
    assert [chat["peer_read_seq"] for chat in (await sync(gagarin, cursor))["chats"]] == [2]


async def test_somebody_new_has_read_everything(gagarin: Person, stranger: Person, vostok: str) -> None:
    said = await gagarin.say(vostok, "до него")
    async with Phone(gagarin) as his:
        await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
        heard = await his.wait("chat:read")
        assert heard == {"chat_id": vostok, "user_id": stranger.id, "seq": said["seq"]}
    assert await peer_read(gagarin, vostok) == said["seq"]


async def test_a_moved_front_is_brought_by_sync(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    said = await gagarin.say(vostok, "прочтите")
    cursor = (await sync(gagarin))["cursor"]
    await read(leonov, vostok, said["seq"])
    brought = await sync(gagarin, cursor)
    assert [chat["peer_read_seq"] for chat in brought["chats"]] == [said["seq"]]


async def test_a_group_hears_of_its_two_highest_marks_one_a_second(
    gagarin: Person,
    tereshkova: Person,
    leonov: Person,
    stranger: Person,
    vostok: str,
    server: Running,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
    for n in range(9):
        await gagarin.say(vostok, f"{n}")
    monkeypatch.setattr("kocmoc.realtime.news.pace.SECONDS", 3600)
    pace = server.house.live.news.marks.pace
    for _ in range(4):
        pace.rested(int(vostok))
    async with Phone(gagarin) as his, Phone(leonov) as theirs:
        await read(leonov, vostok, 3)
        await read(tereshkova, vostok, 5)
        await read(stranger, vostok, 4)
        await read(leonov, vostok, 6)
        await read(gagarin, vostok, 1)
        pace.rested(int(vostok))
        pace.rested(int(vostok))
        for phone in (his, theirs):
            await phone.wait("chat:read", lambda heard: heard["user_id"] == tereshkova.id)
        assert [(heard["user_id"], heard["seq"]) for heard in his.of("chat:read") if "unread_count" not in heard] == [
            (leonov.id, 3),
            (leonov.id, 6),
            (tereshkova.id, 5),
        ]
        assert [heard["user_id"] for heard in theirs.of("chat:read")] == [leonov.id, leonov.id, tereshkova.id]
        own = [heard for heard in theirs.of("chat:read") if heard["user_id"] == leonov.id]
        assert [(heard["seq"], "unread_count" in heard) for heard in own] == [(3, True), (6, True)]


async def test_fronts_are_what_the_marks_say(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str, database: Database
) -> None:
    """Whatever order marks move in, also all at once."""
    for n in range(20):
        await gagarin.say(vostok, f"{n}")
    people = (gagarin, tereshkova, leonov)
    await asyncio.gather(*(read(people[n % 3], vostok, 1 + (n * 7) % 21) for n in range(42)))
    (front,) = await database.fetch("select first_seq, second_seq from chat_fronts where chat_id = $1", int(vostok))
    marks = await database.fetch("select last_read_seq from members where chat_id = $1 order by 1 desc", int(vostok))
    assert list(front.values()) == [mark["last_read_seq"] for mark in marks[:2]]
