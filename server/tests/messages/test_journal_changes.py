"""The journal writes every kind of change: in one order, densely numbered, once, and each fails alone."""

import asyncio
import re
from collections.abc import Callable
from uuid import uuid4

import pytest

from kocmoc.core.errors import Invalid
from kocmoc.messages import Deleted, Letter, Message, Pinned, Reacted, Stale
from kocmoc.messages.deletions import Deletion
from kocmoc.messages.deletions import store as deletions
from kocmoc.messages.edits import Edit
from kocmoc.messages.edits import store as edits
from kocmoc.messages.forwards import compose
from kocmoc.messages.journal import Extra
from kocmoc.messages.journal import store as journal
from kocmoc.messages.journal.changes import Change
from kocmoc.messages.journal.stages import stages
from kocmoc.messages.pins import Pinning
from kocmoc.messages.pins import store as pins
from kocmoc.messages.previews.change import Previewing
from kocmoc.messages.reactions import Reacting
from kocmoc.messages.reactions import store as reactions
from kocmoc.messages.types import LinkPreview
from tests.messages.conftest import Archive, Desk, letter

PREVIEW = LinkPreview("https://cosmos.example/", "Космос", "", "")


async def group(archive: Archive, *members: int) -> int:
    """A group whose first member leads it."""
    chat = await archive.chat(*members)
    await archive.pool.execute(
        "update members set role = 'owner' where chat_id = $1 and user_id = $2", chat, members[0]
    )
    return chat


def versions(desk: Desk, chat: int) -> list[int]:
    """Of all that was announced of a chat, in the order in which it was."""
    return [
        event.version
        for _, event in desk.news
        if isinstance(event, Message | Deleted | Reacted | Pinned) and event.chat_id == str(chat)
    ]


async def test_all_kinds_at_once_are_dense_and_announced_in_order(archive: Archive, desk: Desk) -> None:
    owner, member = await archive.person(), await archive.person()
    chats = [await group(archive, owner, member) for _ in range(3)]
    for chat in chats:
        await asyncio.gather(*(desk.journal.append(letter(chat, member, f"{n}")) for n in range(10)))
    changes: list[Change] = []
    for n in range(1, 9):
        for chat in chats:
            changes += [
                Reacting(chat, n, owner, "👍", True),
                Edit(chat, n, member, f"{n} иначе", [], True),
                Reacting(chat, n, member, "👍", True),
                Pinning(chat, n, owner, True),
                letter(chat, owner),
                Previewing(chat, 10, member, None, PREVIEW),
                Deletion(chat, n, owner),
                Reacting(chat, n, owner, "🚀", True),
            ]
    results = await asyncio.gather(*(desk.journal.append(each) for each in changes), return_exceptions=True)
    refused = [change for change, result in zip(changes, results, strict=True) if isinstance(result, Exception)]
    assert len(refused) == 24
    assert all(isinstance(change, Reacting) and change.emoji == "🚀" for change in refused)
    for chat in chats:
        head = await archive.pool.fetchrow("select * from chat_heads where chat_id = $1", chat)
        assert head is not None
        assert head["last_seq"] == 10 + 8 + 8
        assert versions(desk, chat) == list(range(1, head["version"] + 1))
        assert head["version"] == 10 + 8 * 7 + 1
        rows = await archive.pool.fetch("select seq, version from messages where chat_id = $1 order by seq", chat)
        assert [row["seq"] for row in rows] == list(range(1, 27))
        assert len({row["version"] for row in rows}) == 26


async def test_two_journals_changing_the_same_messages_stay_dense(archive: Archive) -> None:
    owner, member = await archive.person(), await archive.person()
    chat = await group(archive, owner, member)
    async with Desk(archive.dsn) as one, Desk(archive.dsn) as other:
        await asyncio.gather(*(one.journal.append(letter(chat, owner)) for _ in range(5)))
        await asyncio.gather(
            *(
                desk.journal.append(Reacting(chat, n, user, emoji, True))
                for n in range(1, 6)
                for emoji in "👍🚀"
                for desk, user in ((one, owner), (other, member))
            )
        )
        assert sorted(versions(one, chat) + versions(other, chat)) == list(range(1, 26))
    counted = await archive.pool.fetch("select reactions from messages where chat_id = $1", chat)
    assert {row["reactions"].count('"count": 2') for row in counted} == {2}
    assert await archive.pool.fetchval("select version from chat_heads where chat_id = $1", chat) == 25


@pytest.mark.parametrize(
    "again",
    [
        lambda chat, owner: Reacting(chat, 1, owner, "👍", True),
        lambda chat, owner: Reacting(chat, 1, owner, "🚀", False),
        lambda chat, owner: Edit(chat, 1, owner, "раз", [], True),
        lambda chat, owner: Pinning(chat, 1, owner, True),
        lambda chat, owner: Pinning(chat, 2, owner, False),
        lambda chat, owner: Deletion(chat, 3, owner),
        lambda chat, owner: Previewing(chat, 4, owner, None, PREVIEW),
    ],
    ids=["react", "unreact", "edit", "pin", "unpin", "delete", "preview"],
)
async def test_what_is_so_already_changes_nothing_and_is_announced_to_nobody(
    archive: Archive, desk: Desk, again: Callable[[int, int], Change]
) -> None:
    owner = await archive.person()
    chat = await group(archive, owner)
    for _ in range(4):
        await desk.journal.append(letter(chat, owner, "раз"))
    for change in (
        Reacting(chat, 1, owner, "👍", True),
        Pinning(chat, 1, owner, True),
        Deletion(chat, 3, owner),
        Previewing(chat, 4, owner, None, PREVIEW),
    ):
        await desk.journal.append(change)
    told, version = (
        list(desk.news),
        await archive.pool.fetchval("select version from chat_heads where chat_id = $1", chat),
    )
    receipt = await desk.journal.append(again(chat, owner))
    assert not receipt.is_new
    assert desk.news == told
    assert await archive.pool.fetchval("select version from chat_heads where chat_id = $1", chat) == version


async def test_a_poisoned_change_fails_alone_among_all_kinds(archive: Archive, desk: Desk) -> None:
    owner = await archive.person()
    chat = await group(archive, owner)
    for _ in range(4):
        await desk.journal.append(letter(chat, owner))
    results = await asyncio.gather(
        desk.journal.append(Edit(chat, 1, owner, "иначе", [], True)),
        desk.journal.append(Reacting(chat, 2, owner, "x" * 40, True)),
        desk.journal.append(Pinning(chat, 3, owner, True)),
        desk.journal.append(Edit(chat, 4, owner, "x" * 5000, [], True)),
        desk.journal.append(letter(chat, owner)),
        return_exceptions=True,
    )
    assert [isinstance(result, Invalid) for result in results] == [False, True, False, True, False]
    assert versions(desk, chat) == list(range(1, 9))


@pytest.mark.parametrize("kind", ["edit", "delete", "react", "unreact", "pin", "unpin", "letter", "file"])
async def test_a_change_whose_commit_was_not_heard_of_is_done_once_and_healed(
    archive: Archive, desk: Desk, kind: str
) -> None:
    owner = await archive.person()
    chat = await group(archive, owner)
    await desk.journal.append(letter(chat, owner, "раз"))
    await desk.journal.append(Reacting(chat, 1, owner, "🚀", True))
    await desk.journal.append(letter(chat, owner))
    await desk.journal.append(Pinning(chat, 2, owner, True))
    file_id = await archive.file(owner)
    change = {
        "edit": Edit(chat, 1, owner, "два", [], True),
        "delete": Deletion(chat, 1, owner),
        "react": Reacting(chat, 1, owner, "👍", True),
        "unreact": Reacting(chat, 1, owner, "🚀", False),
        "pin": Pinning(chat, 1, owner, True),
        "unpin": Pinning(chat, 2, owner, False),
        "letter": letter(chat, owner),
        "file": Letter(chat, owner, uuid4(), "", Extra(file_ids=(file_id,))),
    }[kind]
    told = list(desk.news)
    desk.database.loses_next = True
    receipt = await desk.journal.append(change)
    assert not receipt.is_new
    assert desk.news[len(told) :] == [("chat.stale", Stale(chat, receipt.message.version))]
    head = await archive.pool.fetchrow("select * from chat_heads where chat_id = $1", chat)
    assert head is not None
    assert head["version"] == 5 + (2 if kind == "pin" else 1)


async def test_a_forward_into_chats_somebody_holds_waits_for_all_of_them(archive: Archive, desk: Desk) -> None:
    owner = await archive.person()
    here, *targets = [await group(archive, owner) for _ in range(4)]
    said = (await desk.journal.append(letter(here, owner, "всем"))).message
    client_id = uuid4()

    async def forward() -> list[bool]:
        receipts = await desk.journal.append_together(
            targets, lambda db: compose(db, owner, (here, said.seq), targets, client_id)
        )
        return [receipt.is_new for receipt in receipts]

    async with archive.pool.acquire() as connection, connection.transaction():
        await connection.execute("select from chat_heads where chat_id = $1 for no key update", targets[1])
        waiting = asyncio.create_task(forward())
        await desk.journal.append(letter(here, owner))
        assert [await archive.texts(each) for each in targets] == [[], [], []]
        assert not waiting.done()
    assert await waiting == [True] * 3
    assert await forward() == [False] * 3
    assert [await archive.texts(each) for each in targets] == [["всем"]] * 3
    names = [name for name, event in desk.news if isinstance(event, Message) and event.chat_id != str(here)]
    assert names == ["message.forwarded"] * 3


async def test_a_forward_whose_commit_was_not_heard_of_is_there_once(archive: Archive, desk: Desk) -> None:
    owner = await archive.person()
    here, there = await group(archive, owner), await group(archive, owner)
    await desk.journal.append(letter(here, owner, "раз"))
    client_id = uuid4()
    desk.database.loses_next = True
    receipts = await desk.journal.append_together([there], lambda db: compose(db, owner, (here, 1), [there], client_id))
    assert [receipt.is_new for receipt in receipts] == [False]
    assert await archive.texts(there) == ["раз"]
    assert ("chat.stale", Stale(there, 1)) in desk.news


async def test_of_many_edits_only_the_latest_texts_are_kept(archive: Archive, desk: Desk) -> None:
    owner = await archive.person()
    chat = await group(archive, owner)
    await desk.journal.append(letter(chat, owner))
    for n in range(edits.MOST_KEPT + 5):
        await desk.journal.append(Edit(chat, 1, owner, f"{n}", [], True))
    rows = await archive.pool.fetch("select text from message_edits where chat_id = $1 order by version", chat)
    assert [row["text"] for row in rows] == [f"{n}" for n in range(4, edits.MOST_KEPT + 4)]


def test_a_batch_of_one_kind_is_one_stage_and_order_is_kept_in_any() -> None:
    class Carried:
        def __init__(self, change: Change) -> None:
            self.change = change

    plain: list[Change] = [letter(n % 7, 1) for n in range(100)]
    assert len(stages([Carried(each) for each in plain])) == 1
    mixed: list[Change] = [
        letter(1, 1),
        Reacting(1, 1, 1, "👍", True),
        letter(2, 1),
        Reacting(1, 1, 2, "👍", True),
        letter(1, 2),
        Reacting(2, 1, 1, "👍", True),
    ]
    found = [[each.change for each in stage] for stage in stages([Carried(each) for each in mixed])]
    assert found == [[mixed[0], mixed[2]], [mixed[1], mixed[5]], [mixed[3]], [mixed[4]]]


async def test_no_statement_of_a_change_reads_a_whole_table(archive: Archive) -> None:
    await archive.fill(people=400, chats=1000, messages=20_000)
    sender = await archive.person()
    chat = await group(archive, sender)
    async with Desk(archive.dsn) as desk:
        await asyncio.gather(*(desk.journal.append(letter(chat, sender)) for _ in range(64)))
    places = ([chat] * 64, list(range(1, 65)), [sender] * 64)
    plans = [
        await archive.plan(edits.EDIT, *places, ["!"] * 64, [None] * 64, [True] * 64, [None] * 64),
        await archive.plan(deletions.DELETE, *places),
        await archive.plan(reactions.REACT, *places, ["👍"] * 64, [True] * 64),
        await archive.plan(pins.PIN, *places, [True] * 64),
        await archive.plan(journal.NOTE, [chat], [sender], ['{"kind": "pinned", "actor_id": "1", "user_ids": []}']),
    ]
    for plan in plans:
        assert not re.search(r"Seq Scan on (messages|members|chats|chat_heads)(?! \w+ \(never)", plan), plan
