"""A group has exactly one owner, whoever leaves, hands over or is gone, and however many do so at once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import httpx

from kocmoc.core.db import Database
from tests.cast import PASSWORD, Person
from tests.chats.folding import see
from tests.chats.test_members import roles, systems
from tests.phone import Phone

Meet = Callable[[str], Awaitable[Person]]


async def owners(database: Database, chat_id: str) -> list[int]:
    found = await database.fetch(
        "select user_id from members where chat_id = $1 and role = 'owner' limit 10", int(chat_id)
    )
    return [row["user_id"] for row in found]


async def is_counted(database: Database, chat_id: str) -> bool:
    count = (
        "select members_count = (select count(*) from members where chat_id = $1) from chat_heads where chat_id = $1"
    )
    return bool(await database.fetchval(count, int(chat_id)))


async def leave_for_good(person: Person) -> None:
    answer = await person.delete("/users/me", password=PASSWORD)
    assert answer.status_code == 204, answer.text


async def test_two_hand_overs_at_once_leave_one_owner(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str, database: Database
) -> None:
    answers = await asyncio.gather(
        *(
            gagarin.patch(f"/chats/{vostok}/members/{heir.id}", role="owner")
            for heir in (tereshkova, leonov, tereshkova, leonov)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403, 403, 403]
    assert len(await owners(database, vostok)) == 1
    assert (await roles(gagarin, vostok))[gagarin.id] == "admin"


async def test_handing_over_to_somebody_who_leaves_meanwhile(gagarin: Person, meet: Meet, database: Database) -> None:
    """Either they stay as the owner, who cannot leave, or they left, and nobody can hand over to them."""
    for n in range(6):
        heir = await meet(f"heir{n}")
        chat_id = await gagarin.make_group("Восток", heir)
        over, left = await asyncio.gather(
            gagarin.patch(f"/chats/{chat_id}/members/{heir.id}", role="owner"),
            heir.delete(f"/chats/{chat_id}/members/{heir.id}"),
        )
        assert (over.status_code, left.status_code) in {(200, 409), (404, 204)}
        assert await owners(database, chat_id) == [int(heir.id if over.status_code == 200 else gagarin.id)]
        assert await is_counted(database, chat_id)


async def test_everything_at_once_still_leaves_one_owner(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, meet: Meet, database: Database
) -> None:
    """Hand-overs, kicks, promotions, leavings and additions, all by those who may and those who may not."""
    crew = [gagarin, tereshkova, leonov, stranger, *[await meet(f"crew{n}") for n in range(3)]]
    chat_id = await gagarin.make_group("Восток", *crew[1:])
    people = f"/chats/{chat_id}/members"
    deeds: list[Coroutine[Any, Any, httpx.Response]] = []
    for n, actor in enumerate(crew * 2):
        other = crew[(n + 3) % len(crew)]
        deeds += [
            actor.patch(f"{people}/{other.id}", role="owner"),
            actor.patch(f"{people}/{other.id}", role="admin"),
            actor.delete(f"{people}/{other.id}"),
            actor.post(people, user_ids=[other.id]),
            actor.say_softly(chat_id, "а мы пишем"),
        ]
    deeds += [each.delete(f"{people}/{each.id}") for each in crew[4:]]
    statuses = {answer.status_code for answer in await asyncio.gather(*deeds)}
    assert statuses <= {200, 201, 204, 403, 404, 409}
    (owner,) = await owners(database, chat_id)
    assert await is_counted(database, chat_id)
    known = next(each for each in crew if each.id == str(owner))
    history = (await known.get(f"/chats/{chat_id}/messages", limit=100)).json()["messages"]
    assert [message["seq"] for message in history] == list(range(history[0]["seq"], history[-1]["seq"] + 1))


async def test_a_send_and_a_kick_have_an_order(
    gagarin: Person, leonov: Person, vostok: str, database: Database
) -> None:
    """Of what somebody sends while they are removed, all that is accepted stands before their removal."""
    answers = await asyncio.gather(
        *(leonov.say_softly(vostok, f"{n}") for n in range(10)),
        gagarin.delete(f"/chats/{vostok}/members/{leonov.id}"),
        *(leonov.say_softly(vostok, f"{n}") for n in range(10, 20)),
    )
    assert answers[10].status_code == 204
    assert {answer.status_code for answer in answers} <= {201, 204, 404}
    history = (await gagarin.get(f"/chats/{vostok}/messages", limit=100)).json()["messages"]
    (removed,) = [each["seq"] for each in history if each["system"] and each["system"]["kind"] == "removed"]
    accepted = [answer.json()["seq"] for answer in answers if answer.status_code == 201]
    assert all(seq < removed for seq in accepted)
    assert sorted(accepted) == [each["seq"] for each in history if each["sender"]["id"] == leonov.id]


async def test_with_its_owners_account_a_group_goes_to_the_oldest_admin(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    async with Phone(tereshkova) as hers:
        await leave_for_good(gagarin)
        assert (await hers.wait("chat:update", lambda update: "my_role" in update))["my_role"] == "owner"
        change = await hers.wait("chat:members", lambda each: each["removed"])
        assert (change["removed"], change["members_count"]) == ([gagarin.id], 2)
    assert await roles(leonov, vostok) == {tereshkova.id: "owner", leonov.id: "member"}
    assert [each["kind"] for each in await systems(leonov, vostok)][-2:] == ["owner", "left"]
    assert (await see(leonov, vostok))["members_count"] == 2


async def test_without_admins_it_goes_to_the_oldest_member(gagarin: Person, tereshkova: Person, leonov: Person) -> None:
    chat_id = await gagarin.make_group("Восток")
    for person in (leonov, tereshkova):
        await gagarin.post(f"/chats/{chat_id}/members", user_ids=[person.id])
    await leave_for_good(gagarin)
    assert await roles(tereshkova, chat_id) == {leonov.id: "owner", tereshkova.id: "member"}


async def test_nobody_disabled_inherits_a_group_while_there_is_somebody_else(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str, database: Database
) -> None:
    disable = "update users set disabled_at = now() where id = $1"
    await database.pool.execute(disable, int(tereshkova.id))
    await leave_for_good(gagarin)
    assert (await roles(leonov, vostok))[leonov.id] == "owner"
    await leave_for_good(leonov)
    heirs = "select user_id, role from members where chat_id = $1"
    assert [tuple(row) for row in await database.fetch(heirs, int(vostok))] == [(int(tereshkova.id), "owner")]


async def test_with_a_members_account_a_group_loses_a_member_and_nothing_else(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str, database: Database
) -> None:
    said = await leonov.say(vostok, "прощайте")
    async with Phone(gagarin) as his:
        await leave_for_good(leonov)
        change = await his.wait("chat:members", lambda each: each["removed"])
        assert (change["removed"], change["members_count"], change["roles"]) == ([leonov.id], 2, {})
    assert await roles(gagarin, vostok) == {gagarin.id: "owner", tereshkova.id: "admin"}
    assert [each["kind"] for each in await systems(gagarin, vostok)][-1] == "left"
    assert await is_counted(database, vostok)
    history = (await tereshkova.get(f"/chats/{vostok}/messages")).json()["messages"]
    (kept,) = [each for each in history if each["id"] == said["id"]]
    assert (kept["text"], kept["sender"]["display_name"]) == ("прощайте", "Deleted account")


async def test_with_its_only_members_account_a_group_ends_and_direct_chats_stay(
    gagarin: Person, tereshkova: Person, database: Database
) -> None:
    alone = await gagarin.make_group("Один")
    direct = await gagarin.chat_with(tereshkova)
    await gagarin.say(direct, "прощай")
    await leave_for_good(gagarin)
    ended = await database.fetchval("select deleted_at is not null from chats where id = $1", int(alone))
    assert ended is True
    assert (await see(tereshkova, direct))["last_message"]["text"] == "прощай"


async def test_owner_and_heir_go_at_once(
    gagarin: Person, tereshkova: Person, leonov: Person, database: Database
) -> None:
    for _ in range(2):
        chats = [await gagarin.make_group(f"Восток-{n}", tereshkova, leonov) for n in range(2)]
    await asyncio.gather(leave_for_good(gagarin), leave_for_good(tereshkova))
    for chat_id in chats:
        assert await owners(database, chat_id) == [int(leonov.id)]
        assert await is_counted(database, chat_id)
