"""What is done to a chat is a message of its own, in the same order as all others, and nobody counts it."""

import pytest

from kocmoc.core.db import Database
from kocmoc.core.events import Events
from kocmoc.messages import ChatNotFound, Deed, Message, hold, note
from tests.messages.conftest import Archive, Desk, letter


async def test_a_deed_takes_the_next_place_and_is_told_after_the_commit(archive: Archive, desk: Desk) -> None:
    owner = await archive.person()
    chat = await archive.chat(owner)
    await desk.journal.append(letter(chat, owner))
    heard: list[Message] = []
    database = Database(archive.dsn, size=1, events=(events := Events()))
    events.on("message.created", heard.append)
    deed = Deed("renamed", str(owner), value="Восход")
    async with database.living(), database.transaction() as db:
        await hold(db, chat)
        noted = await note(db, chat, owner, deed)
        assert heard == []
    assert heard == [noted]
    assert (noted.seq, noted.version, noted.type, noted.text, noted.system) == (2, 2, "system", "", deed)
    assert noted.sender.id == str(owner)
    head = await archive.pool.fetchrow("select * from chat_heads where chat_id = $1", chat)
    assert head is not None
    assert (head["last_seq"], head["version"], head["countable"]) == (2, 2, 1)
    later = await desk.journal.append(letter(chat, owner))
    assert later.message.seq == 3
    assert await archive.pool.fetchval("select countable from messages where chat_id = $1 and seq = 3", chat) == 2


async def test_whoever_holds_a_chat_comes_before_who_writes_in_it(archive: Archive, desk: Desk) -> None:
    owner = await archive.person()
    chat = await archive.chat(owner)
    async with desk.database.transaction() as db:
        await hold(db, chat)
        send = desk.journal.append(letter(chat, owner))
        await note(db, chat, owner, Deed("avatar", str(owner)))
        assert not send.done()
    assert (await send).message.seq == 2


async def test_a_chat_that_does_not_exist_cannot_be_held(desk: Desk) -> None:
    with pytest.raises(ChatNotFound):
        async with desk.database.transaction() as db:
            await hold(db, 10**15)
