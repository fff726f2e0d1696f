"""Messages are kept for as many days as the server was told, and no longer."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kocmoc.core.db import Db
from kocmoc.messages import Retention
from kocmoc.messages.retention import store
from tests.cast import Person
from tests.phone import Phone
from tests.plans import explain
from tests.stage import Running

AGE = "update messages set created_at = created_at - interval '31 days' where chat_id = $1"


async def _say_long_ago(server: Running, person: Person, chat_id: str, *texts: str) -> None:
    for text in texts:
        await person.say(chat_id, text)
    await server.house.database.pool.execute(AGE, int(chat_id))


def _retention(server: Running, days: int) -> Retention:
    return Retention(server.house.database, server.house.journal, days, batch=2)


async def test_what_is_too_old_is_gone_for_everybody_and_the_rest_stays(
    server: Running, gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    await _say_long_ago(server, leonov, vostok, "раз", "два", "три", "четыре", "пять")
    await leonov.delete(f"/chats/{vostok}/members/{leonov.id}")
    recent = await gagarin.say(vostok, "сейчас")
    before = (await gagarin.get(f"/chats/{vostok}/messages")).json()["messages"]
    async with Phone(tereshkova) as hers:
        await _retention(server, 30).sweep()
        await hers.wait("message:delete", lambda told: told["seq"] == recent["seq"] - 2)
        deleted = hers.of("message:delete")
    after = (await gagarin.get(f"/chats/{vostok}/messages")).json()["messages"]
    old = [each for each in before if each["text"] and each["id"] != recent["id"]]
    assert [each["text"] for each in old] == ["раз", "два", "три", "четыре", "пять"]
    assert sorted(each["seq"] for each in deleted) == sorted(each["seq"] for each in old)
    assert [each["deleted"] for each in after] == [each in old for each in before]
    assert [each["text"] for each in after if each["text"]] == ["сейчас"]
    assert [each for each in after if each["type"] == "system"] == [each for each in before if each["type"] == "system"]
    versions = [each["version"] for each in after]
    assert len(set(versions)) == len(versions)


async def test_again_changes_nothing_and_without_days_everything_is_kept(server: Running, gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    await _say_long_ago(server, gagarin, chat_id, "давно")
    await server.house.retention.sweep()
    assert [each["text"] for each in (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]] == ["давно"]
    for _ in range(2):
        await _retention(server, 30).sweep()
    once = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    await _retention(server, 30).sweep()
    assert (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"] == once
    assert [each["deleted"] for each in once] == [True]


async def test_what_has_been_looked_at_is_not_looked_at_again(server: Running, gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    await _say_long_ago(server, gagarin, chat_id, *"абвгд")
    await _retention(server, 30).sweep()
    assert await _mark(server, chat_id) == 5
    await gagarin.say(chat_id, "сейчас")
    await _retention(server, 30).sweep()
    assert await _mark(server, chat_id) == 5
    await _say_long_ago(server, gagarin, chat_id, "позже")
    await _retention(server, 30).sweep()
    assert await _mark(server, chat_id) == 7
    assert {each["deleted"] for each in (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]} == {True}


async def test_two_processes_do_not_do_the_same_twice(server: Running, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await _say_long_ago(server, gagarin, chat_id, *map(str, range(20)))
    async with Phone(tereshkova) as hers:
        await asyncio.gather(*(_retention(server, 30).sweep() for _ in range(4)))
        await _retention(server, 30).sweep()
        await hers.wait("message:delete", lambda told: told["seq"] == 20)
        assert [each["seq"] for each in hers.of("message:delete")] == list(range(1, 21))


async def test_a_process_at_it_has_it_alone(server: Running, gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    await _say_long_ago(server, gagarin, chat_id, "давно")
    async with server.house.database.transaction() as other:
        assert await store.have_it_alone(other)
        await _retention(server, 30).sweep()
        assert await _mark(server, chat_id) is None
    await _retention(server, 30).sweep()
    assert await _mark(server, chat_id) == 1


async def test_a_chat_that_ends_meanwhile_is_left_alone(
    server: Running, gagarin: Person, vostok: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _say_long_ago(server, gagarin, vostok, "раз", "два", "три")
    list_over = store.list_over

    async def ended_meanwhile(db: Db, chat_id: int, *where: Any) -> Any:
        over = await list_over(db, chat_id, *where)
        if chat_id == int(vostok) and (await gagarin.delete(f"/chats/{vostok}")).status_code == 204:
            await server.house.chat_sweeper.sweep()
        return over

    monkeypatch.setattr(store, "list_over", ended_meanwhile)
    await _retention(server, 30).sweep()
    assert (await gagarin.get(f"/chats/{vostok}")).status_code == 404
    other = await gagarin.chat_with(gagarin)
    await _say_long_ago(server, gagarin, other, "давно")
    await _retention(server, 30).sweep()
    assert await _mark(server, other) == 1


async def test_however_much_there_is_a_portion_reads_a_portion(server: Running, gagarin: Person) -> None:
    """Fifty thousand young messages behind the old ones, and as many deleted before them, cost nothing."""
    chat_id = int(await gagarin.chat_with(gagarin))
    now = datetime.now(UTC)
    async with server.house.database.pool.acquire() as connection:
        whole = connection.transaction()
        await whole.start()
        await connection.execute(
            """
            insert into messages (chat_id, seq, version, sender_id, type, text, countable, created_at, deleted_at)
            select $1, n, n, $2, 'text', '', n, now() + n * interval '1 s', case when n < 25000 then now() end
            from generate_series(1, 50000) n
            """,
            chat_id,
            int(gagarin.id),
        )
        await connection.execute("analyze messages")
        try:
            for sql, arguments in (
                (store.CHATS, (chat_id - 1, now, 1)),
                (store.OVER, (chat_id, 0, now, 200)),
                (store.OVER, (chat_id, 25_000, now, 200)),
            ):
                [said] = await explain(connection, sql, *arguments, how="analyze, buffers, format json")
                plan = json.loads(said)[0]["Plan"]
                assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 50, plan
                assert "messages_pkey" in _indexes(plan), plan
        finally:
            await whole.rollback()


def _indexes(plan: dict[str, Any]) -> set[str]:
    return {plan.get("Index Name", "")}.union(*(_indexes(each) for each in plan.get("Plans", ())))


async def _mark(server: Running, chat_id: str) -> int | None:
    mark: int | None = await server.house.database.fetchval(
        "select seq from retention_marks where chat_id = $1", int(chat_id)
    )
    return mark
