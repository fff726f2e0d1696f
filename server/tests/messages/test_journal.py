"""The journal's promise: acknowledged is committed, once, in one order; and a stuck chat is nobody else's trouble."""

import asyncio
import re
from uuid import uuid4

import pytest

from kocmoc.core.errors import Forbidden, Invalid, Unavailable
from kocmoc.messages import ChatNotFound, Letter, Stale
from kocmoc.messages.errors import JournalClosed, JournalFull, NotAccepted
from kocmoc.messages.journal import letters, store
from tests.messages.conftest import Archive, Desk, letter, numbers
from tests.phone import PATIENCE_SECONDS


async def test_a_thousand_at_once_are_dense_and_in_the_order_they_were_handed_in(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    receipts = await asyncio.gather(*(desk.journal.append(letter(chat, sender, f"{n}")) for n in range(1000)))
    assert [receipt.message.text for receipt in receipts] == [f"{n}" for n in range(1000)]
    assert numbers([receipt.message for receipt in receipts]) == list(range(1, 1001))
    assert await archive.texts(chat) == [f"{n}" for n in range(1000)]
    await archive.require_dense(chat, 1000)


async def test_what_waits_together_is_committed_together(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    await asyncio.gather(*(desk.journal.append(letter(chat, sender)) for _ in range(500)))
    transactions = await archive.pool.fetchval(
        "select count(distinct xmin::text) from messages where chat_id = $1", chat
    )
    assert transactions == 1


async def test_the_same_client_id_is_the_same_message_later_and_in_the_same_batch(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    first = Letter(chat, sender, uuid4(), "первое")
    again = Letter(chat, sender, first.client_id, "совсем другое")
    others = [letter(chat, sender) for _ in range(3)]
    receipts = await asyncio.gather(*(desk.journal.append(each) for each in (others[0], first, again, *others[1:])))
    assert [receipt.is_new for receipt in receipts] == [True, True, False, True, True]
    assert receipts[1].message == receipts[2].message
    later = await desk.journal.append(again)
    assert not later.is_new
    assert later.message.text == "первое"
    await archive.require_dense(chat, 4)
    assert len(desk.announced) == 4


async def test_the_same_client_id_of_another_person_or_chat_is_another_message(archive: Archive, desk: Desk) -> None:
    one, other = await archive.person(), await archive.person()
    chat, elsewhere = await archive.chat(one, other), await archive.chat(one)
    shared = uuid4()
    receipts = await asyncio.gather(
        *(desk.journal.append(Letter(c, s, shared, "мы")) for c, s in ((chat, one), (chat, other), (elsewhere, one)))
    )
    assert all(receipt.is_new for receipt in receipts)


async def test_a_stranger_is_refused_alone(archive: Archive, desk: Desk) -> None:
    member, stranger = await archive.person(), await archive.person()
    chat = await archive.chat(member)
    results = await asyncio.gather(
        desk.journal.append(letter(chat, member)),
        desk.journal.append(letter(chat, stranger)),
        desk.journal.append(letter(10**15, member)),
        desk.journal.append(letter(chat, member)),
        return_exceptions=True,
    )
    assert isinstance(results[1], ChatNotFound)
    assert isinstance(results[2], ChatNotFound)
    await archive.require_dense(chat, 2)


async def test_a_member_may_not_post_into_a_channel_and_nobody_to_the_disabled(archive: Archive, desk: Desk) -> None:
    reader, peer = await archive.person(), await archive.person()
    channel, direct = await archive.chat(reader, kind="channel"), await archive.chat(reader, peer, kind="direct")
    await archive.pool.execute("update users set disabled_at = now() where id = $1", peer)
    with pytest.raises(Forbidden):
        await desk.journal.append(letter(channel, reader))
    with pytest.raises(NotAccepted):
        await desk.journal.append(letter(direct, reader))
    assert await archive.texts(channel) == await archive.texts(direct) == []


async def test_a_poisoned_entry_fails_alone(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    batch = [letter(chat, sender, f"{n}") for n in range(40)]
    batch[17] = letter(chat, sender, "x" * 5000)
    results = await asyncio.gather(*(desk.journal.append(each) for each in batch), return_exceptions=True)
    assert [n for n, result in enumerate(results) if isinstance(result, BaseException)] == [17]
    assert isinstance(results[17], Invalid)
    await archive.require_dense(chat, 39)
    assert await archive.texts(chat) == [f"{n}" for n in range(40) if n != 17]


async def test_a_stuck_chat_does_not_stall_the_others_and_keeps_its_order(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    stuck, free = await archive.chat(sender), await archive.chat(sender)
    async with archive.pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("select from chat_heads where chat_id = $1 for no key update", stuck)
        waiting = [desk.journal.append(letter(stuck, sender, f"{n}")) for n in range(5)]
        await asyncio.gather(*(desk.journal.append(letter(free, sender)) for _ in range(50)))
        waiting += [desk.journal.append(letter(stuck, sender, f"{n}")) for n in range(5, 10)]
        await asyncio.gather(*(desk.journal.append(letter(free, sender)) for _ in range(50)))
        assert not any(task.done() for task in waiting)
        await transaction.commit()
    await asyncio.gather(*waiting)
    assert await archive.texts(stuck) == [f"{n}" for n in range(10)]
    await archive.require_dense(stuck, 10)


async def test_a_kick_that_holds_the_lock_comes_before_the_send(archive: Archive, desk: Desk) -> None:
    owner, kicked = await archive.person(), await archive.person()
    chat = await archive.chat(owner, kicked)
    async with archive.pool.acquire() as connection, connection.transaction():
        await connection.execute("select from chat_heads where chat_id = $1 for no key update", chat)
        send = desk.journal.append(letter(chat, kicked))
        await desk.journal.append(letter(await archive.chat(owner), owner))
        await connection.execute("delete from members where chat_id = $1 and user_id = $2", chat, kicked)
    with pytest.raises(ChatNotFound):
        await send
    assert await archive.texts(chat) == []


async def test_two_journals_on_the_same_chats_stay_dense_and_never_deadlock(archive: Archive) -> None:
    sender = await archive.person()
    chats = [await archive.chat(sender) for _ in range(7)]
    async with Desk(archive.dsn, batch=16) as one, Desk(archive.dsn, batch=16) as other:
        work = [
            desk.journal.append(letter(chat, sender))
            for _ in range(60)
            for desk, order in ((one, chats), (other, chats[::-1]))
            for chat in order
        ]
        await asyncio.gather(*work)
    for chat in chats:
        await archive.require_dense(chat, 120)


async def test_a_connection_lost_in_the_middle_writes_nothing_twice(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)

    async def cut() -> None:
        for _ in range(10):
            await archive.pool.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where application_name = 'kocmoc' and datname = current_database()"
            )
            await desk.journal.append(letter(chat, sender, "между обрывами"))

    sends = [desk.journal.append(letter(chat, sender)) for _ in range(3000)]
    await asyncio.gather(cut(), *sends)
    await archive.require_dense(chat, 3010)


async def test_a_commit_whose_answer_is_lost_is_found_again(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    desk.database.loses_next = True
    receipt = await desk.journal.append(letter(chat, sender))
    assert not desk.database.loses_next
    assert not receipt.is_new
    assert receipt.message.seq == 1
    assert desk.news == [("chat.stale", Stale(chat, 1))]
    await archive.require_dense(chat, 1)


async def test_a_full_journal_says_so_at_once_and_recovers(archive: Archive) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    async with Desk(archive.dsn, capacity=10) as desk:
        sends = [desk.journal.append(letter(chat, sender)) for _ in range(10)]
        for _ in range(5):
            with pytest.raises(JournalFull) as refusal:
                desk.journal.append(letter(chat, sender))
            assert refusal.value.retry_after
        await asyncio.gather(*sends)
        assert (await desk.journal.append(letter(chat, sender))).is_new
    await archive.require_dense(chat, 11)


async def test_closing_writes_what_was_taken_and_takes_no_more(archive: Archive) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    async with Desk(archive.dsn, batch=8) as desk:
        sends = [desk.journal.append(letter(chat, sender)) for _ in range(100)]
        await asyncio.sleep(0)
        await desk.journal.close()
        assert all(receipt.is_new for receipt in await asyncio.gather(*sends))
        with pytest.raises(JournalClosed):
            await desk.journal.append(letter(chat, sender))
    await archive.require_dense(chat, 100)


async def test_nobody_waits_for_ever_for_a_database_that_is_away(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kocmoc.messages.journal.queue.PATIENCE_SECONDS", 0.2)
    async with Desk(archive.dsn) as desk:
        await desk.database.close()
        with pytest.raises(Unavailable) as refusal:
            await desk.journal.append(letter(1, 1))
        assert refusal.value.retry_after


async def test_nobody_waits_for_ever_for_a_database_that_neither_answers_nor_fails(
    archive: Archive, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kocmoc.messages.journal.queue.PATIENCE_SECONDS", 0.2)
    sender = await archive.person()
    chat = await archive.chat(sender)
    async with archive.pool.acquire() as connection, connection.transaction():
        await connection.execute("lock table members in access exclusive mode")
        with pytest.raises(Unavailable) as refusal:
            await desk.journal.append(letter(chat, sender))
        assert refusal.value.retry_after
    monkeypatch.undo()
    await desk.journal.append(letter(chat, sender))


async def test_a_journal_that_is_stuck_can_be_closed(archive: Archive) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    async with Desk(archive.dsn) as desk, archive.pool.acquire() as connection, connection.transaction():
        await connection.execute("lock table members in access exclusive mode")
        sends = [desk.journal.append(letter(chat, sender)) for _ in range(3)]
        await asyncio.sleep(0)
        await desk.journal.close(patience=0.1)
        for outcome in await asyncio.gather(*sends, return_exceptions=True):
            assert isinstance(outcome, JournalClosed)


async def test_a_caller_who_gives_up_does_not_disturb_the_others(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    sends = [desk.journal.append(letter(chat, sender)) for _ in range(20)]
    await asyncio.sleep(0)
    sends[3].cancel()
    results = await asyncio.gather(*sends, return_exceptions=True)
    assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 1
    assert len(await archive.texts(chat)) in (19, 20)


async def test_news_leaves_after_the_commit_and_in_order(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chats = [await archive.chat(sender) for _ in range(3)]
    await asyncio.gather(*(desk.journal.append(letter(chat, sender)) for _ in range(40) for chat in chats))
    for chat in chats:
        heard = [message for message in desk.announced if message.chat_id == str(chat)]
        assert numbers(heard) == list(range(1, 41))


async def test_no_statement_of_a_batch_reads_a_whole_table(archive: Archive) -> None:
    await archive.fill(people=400, chats=1000, messages=20_000)
    sender = await archive.person()
    chat = await archive.chat(sender)
    columns = letters.columns([letter(chat, sender) for _ in range(64)])
    assert not re.search("Seq Scan on", await archive.plan(store.LOCK_NOW, [chat]))
    for statement in (store.WRITE, store.WRITE_AT_ONCE):
        plan = await archive.plan(statement, *columns)
        assert not re.search(r"Seq Scan on (messages|members|chats|chat_heads)", plan), plan
        assert not re.search(r"Rows Removed by Join Filter", plan), plan


async def test_plain_letters_are_one_statement_however_many(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chats = [await archive.chat(sender) for _ in range(3)]
    await desk.journal.append(letter(chats[0], sender))
    assert desk.database.asked == 1
    await asyncio.gather(*(desk.journal.append(letter(chat, sender)) for chat in chats for _ in range(20)))
    assert desk.database.asked == 2


async def test_a_chat_that_changes_between_our_look_and_our_lock_is_somebody_elses(archive: Archive) -> None:
    """The statement is held up where it would lock: it has its snapshot by then, and does not see the kick."""
    owner, kicked = await archive.person(), await archive.person()
    chat = await archive.chat(owner, kicked)
    held_up = store.WRITE_AT_ONCE.replace(
        "from chat_heads\n", "from pg_advisory_xact_lock(1961) gate, chat_heads\n", 1
    ).replace("for no key update skip", "for no key update of chat_heads skip", 1)
    assert held_up.count("gate") == held_up.count("of chat_heads skip") == 1
    async with archive.pool.acquire() as gate, archive.pool.acquire() as late:
        await gate.execute("select pg_advisory_lock(1961)")
        write = asyncio.create_task(late.fetch(held_up, *letters.columns([letter(chat, kicked), letter(chat, owner)])))
        await _waiting_for_a_lock(archive)
        async with archive.pool.acquire() as connection, connection.transaction():
            await connection.execute(store.HOLD, chat)
            await connection.execute("delete from members where chat_id = $1 and user_id = $2", chat, kicked)
        await gate.execute("select pg_advisory_unlock(1961)")
        assert [row["outcome"] for row in await write] == ["busy", "busy"]
    assert await archive.texts(chat) == []


async def _waiting_for_a_lock(archive: Archive) -> None:
    """In this database: other tests have theirs in the same PostgreSQL."""
    asked = """
        select exists (
            select from pg_locks l join pg_database d on d.oid = l.database
            where d.datname = current_database() and l.locktype = 'advisory' and not l.granted
        )
    """
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await archive.pool.fetchval(asked):
            pass


async def test_heads_can_be_updated_in_place(archive: Archive) -> None:
    """Nothing that a message changes is indexed, and their pages are half empty: such updates stay heap-only."""
    indexed = await archive.pool.fetch("select indexdef from pg_indexes where tablename = 'chat_heads'")
    assert [row["indexdef"].rpartition(" ")[2] for row in indexed] == ["(chat_id)"]
    options = await archive.pool.fetchval("select reloptions from pg_class where relname = 'chat_heads'")
    assert options == ["fillfactor=50"]


async def test_the_senders_profile_rides_along(archive: Archive, desk: Desk) -> None:
    sender = await archive.person()
    chat = await archive.chat(sender)
    await archive.pool.execute("update users set display_name = 'Юрий' where id = $1", sender)
    receipt = await desk.journal.append(letter(chat, sender))
    assert receipt.message.sender.display_name == "Юрий"
    assert receipt.message.sender.id == str(sender)
