"""What the journal does when nothing goes as it should: it says so, forgets nothing it has said, and goes on."""

import asyncio
from collections.abc import Sequence
from typing import Self
from uuid import uuid4

import pytest

from kocmoc.core.db import Db
from kocmoc.core.errors import Internal, Unavailable
from kocmoc.messages.errors import JournalClosed, JournalFull
from kocmoc.messages.forwards import compose
from kocmoc.messages.journal import Change, Outcome
from kocmoc.messages.journal import store as journal
from tests.messages.conftest import Archive, Desk, letter


class Nonsense(Change, frozen=True):
    """A change nobody can write, for a reason nobody thought of."""

    @classmethod
    async def write(cls, db: Db, changes: Sequence[Self]) -> list[Outcome]:
        raise ZeroDivisionError(f"{len(changes)} over {db}")


async def test_a_batch_nobody_can_write_is_answered_and_the_next_does_not_suffer(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    with pytest.raises(Internal):
        await desk.journal.append(Nonsense(chat))
    assert (await desk.journal.append(letter(chat, sender))).message.seq == 1
    assert desk.journal.waiting == 0


async def test_what_nobody_waits_for_any_more_takes_room_until_it_is_gone(archive: Archive) -> None:
    """Whoever gives up leaves their change in the queue; there are never more of those than there may be."""
    sender = await archive.person()
    chat = await archive.chat(sender)
    async with Desk(archive.dsn, capacity=10) as desk:
        async with archive.pool.acquire() as connection, connection.transaction():
            await connection.execute("lock table members in access exclusive mode")
            first = desk.journal.append(letter(chat, sender))
            await asyncio.sleep(0)
            for _ in range(10):
                desk.journal.append(letter(chat, sender)).cancel()
                await asyncio.sleep(0)
            assert desk.journal.waiting == 1
            with pytest.raises(JournalFull):
                desk.journal.append(letter(chat, sender))
        assert (await first).message.seq == 1
        assert (await desk.journal.append(letter(chat, sender))).message.seq == 2
    await archive.require_dense(chat, 2)


async def test_letters_for_several_chats_do_not_wait_for_ever(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kocmoc.messages.journal.writing.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("kocmoc.messages.journal.writing.LOCK_TIMEOUT", "10ms")
    sender = await archive.person()
    here, there = [await archive.chat(sender) for _ in range(2)]
    await desk.journal.append(letter(here, sender))
    async with archive.pool.acquire() as connection, connection.transaction():
        await connection.execute(journal.HOLD, there)
        with pytest.raises(Unavailable) as refusal:
            await desk.journal.append_together([there], lambda db: compose(db, sender, (here, 1), [there], uuid4()))
        assert refusal.value.retry_after
    assert await archive.texts(there) == []


async def test_a_closed_journal_takes_no_letters_for_several_chats(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    await desk.journal.close()
    with pytest.raises(JournalClosed):
        await desk.journal.append_together([chat], lambda db: compose(db, sender, (chat, 1), [chat], uuid4()))
