"""What is left of ended chats is swept up, bit by bit."""

from kocmoc.chats import Sweeper
from kocmoc.core.db import Database
from tests.cast import Person
from tests.chats.folding import see
from tests.stage import Running

LEFT = """
    select
        (select count(*) from chats where id = $1) as chats,
        (select count(*) from chat_heads where chat_id = $1) as heads,
        (select count(*) from chat_fronts where chat_id = $1) as fronts,
        (select count(*) from members where chat_id = $1) as members,
        (select count(*) from messages where chat_id = $1) as messages,
        (select count(*) from reactions where chat_id = $1) as reactions,
        (select count(*) from chat_invites where chat_id = $1) as invites
"""


async def left(database: Database, chat_id: str) -> list[int]:
    (row,) = await database.fetch(LEFT, int(chat_id))
    return list(row.values())


async def test_an_ended_chat_is_swept_up_and_others_are_not(
    gagarin: Person, leonov: Person, vostok: str, database: Database, server: Running
) -> None:
    kept = await gagarin.make_group("Восход", leonov)
    for chat_id in (vostok, kept):
        said = [await gagarin.say(chat_id, f"{n}") for n in range(7)]
        await leonov.put(f"/messages/{said[0]['id']}/reactions/🚀")
        await gagarin.post(f"/chats/{chat_id}/invites")
    await gagarin.delete(f"/chats/{vostok}")
    assert await left(database, vostok) == [1, 1, 1, 0, 8, 1, 1]
    await Sweeper(database, at_once=3).sweep()
    await server.house.chat_sweeper.sweep()  # which may have been holding it
    assert await left(database, vostok) == [0] * 7
    assert await left(database, kept) == [1, 1, 1, 2, 8, 1, 1]
    assert (await see(leonov, kept))["last_message"]["text"] == "6"


async def test_invitations_long_over_are_swept_up(gagarin: Person, vostok: str, database: Database) -> None:
    codes = [(await gagarin.post(f"/chats/{vostok}/invites")).json()["code"] for _ in range(4)]
    for column, days, code in (
        ("expires_at", 31, codes[0]),
        ("revoked_at", 31, codes[1]),
        ("revoked_at", 29, codes[2]),
    ):
        await database.fetch(
            f"update chat_invites set {column} = now() - make_interval(days => $2) where code = $1", code, days
        )
    await Sweeper(database).sweep()
    rows = await database.fetch("select code from chat_invites where chat_id = $1", int(vostok))
    assert {row["code"] for row in rows} == {codes[2], codes[3]}
