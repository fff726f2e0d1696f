"""What reading costs: the same number of statements however much there is, each straight to its rows."""

import asyncio
import re
from uuid import uuid4

import pytest

from kocmoc.core.db import Database
from kocmoc.messages import store
from kocmoc.messages.edits import store as edits
from kocmoc.messages.forwards import store as forwards
from kocmoc.messages.pins import store as pins
from kocmoc.messages.reactions import store as reactions
from kocmoc.messages.scheduled import store as scheduled
from tests.cast import Person
from tests.messages.conftest import Archive


class Meter:
    """Counts what requests ask of the database; what the jobs ask meanwhile is theirs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for name in ("fetch", "fetchrow", "fetchval"):
            monkeypatch.setattr(Database, name, self._counting(getattr(Database, name)))

    def _counting(self, ask: object) -> object:
        async def counted(*arguments: object) -> object:
            self.count += _is_a_request(asyncio.current_task())
            return await ask(*arguments)  # type: ignore[operator]

        return counted


def _is_a_request(task: asyncio.Task[object] | None) -> bool:
    return task is not None and getattr(task.get_coro(), "__name__", "") == "run_asgi"


async def test_a_page_of_history_is_two_statements_however_rich(
    gagarin: Person, tereshkova: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id, saved = await gagarin.chat_with(tereshkova), await gagarin.chat_with(gagarin)
    said = await gagarin.say(chat_id, "раз")
    for n in range(17):
        reply = await tereshkova.reply(chat_id, said["id"], f"@{gagarin.username} {n}")
        await gagarin.put(f"/messages/{reply['id']}/reactions/👍")
        await gagarin.post(f"/messages/{reply['id']}/forward", chat_ids=[chat_id, saved], client_id=str(uuid4()))
        await gagarin.put(f"/messages/{reply['id']}/pin")
    meter, costs = Meter(monkeypatch), []
    for limit in (1, 50):
        meter.count = 0
        page = await gagarin.get(f"/chats/{chat_id}/messages", limit=limit)
        assert len(page.json()["messages"]) == limit
        costs.append(meter.count)
    assert costs == [2, 2]


async def test_nothing_that_is_read_reads_a_whole_table(archive: Archive) -> None:
    await archive.fill(people=400, chats=1000, messages=20_000)
    reader, other = await archive.person(), await archive.person()
    chat = await archive.chat(reader, other, kind="channel")
    await archive.pool.execute(
        """
        with said as (
            insert into messages (
                chat_id, seq, version, sender_id, client_id, type, text, countable, created_at, reactions,
                reply_to_seq, forward_user_id, forward_chat_id, forward_seq, forward_sent_at, pinned_at
            )
            select
                $1, s, s, $2, gen_random_uuid(), 'text', 'раз', s, now(), '[{"emoji": "👍", "count": 1}]',
                nullif(s - 1, 0), $2, $1, 1, now(), now()
            from generate_series(1, 100) s
            returning chat_id, seq
        )
        update chat_heads set last_seq = 100, version = 100, countable = 100 where chat_id = $1
        """,
        chat,
        other,
    )
    await archive.pool.execute(
        """
        insert into reactions (chat_id, seq, user_id, emoji)
        select m.chat_id, m.seq, u.id, '👍' from messages m, (select id from users limit 3) u
        where m.chat_id = $1
        """,
        chat,
    )
    await archive.pool.execute("vacuum analyze")
    plans = {
        "bounds": await archive.plan(store.BOUNDS, chat, reader),
        "page": await archive.plan(store.PAGE, chat, reader, 1, 50),
        "changed": await archive.plan(store.CHANGED, chat, reader, 40, 201),
        "at": await archive.plan(store.FIRST_AT, chat, await archive.pool.fetchval("select now()")),
        "there": await archive.plan(store.IS_THERE, chat, reader, 5),
        "readers": await archive.plan(store.READERS, chat, 5, 0, 50),
        "named": await archive.plan(store.NAMED, chat, reader, ["gagarin"]),
        "pins": await archive.plan(
            pins.PINNED, chat, reader, await archive.pool.fetchval("select now() + interval '1 h'"), 0, 50
        ),
        "edits": await archive.plan(edits.EARLIER, chat, 5, reader, 0, 50),
        "reactors": await archive.plan(reactions.REACTORS, chat, 5, reader, 0, "", 50),
        "source": await archive.plan(forwards.SOURCE, chat, reader, 5),
        "due": await archive.plan(scheduled.TAKE_DUE, 100),
    }
    for name, plan in plans.items():
        scanned = re.findall(r"Seq Scan on (\w+)(?: \w+)? \(actual[^)]*\)", plan)
        assert set(scanned) <= {"scheduled", "message_edits"}, f"{name}: {plan}"
