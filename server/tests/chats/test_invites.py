"""Coming in by a link."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kocmoc.chats.ending.store import sweep_invites
from kocmoc.core.db import Database
from tests.cast import Person
from tests.chats.folding import see
from tests.chats.test_members import roles, systems
from tests.phone import Phone

Meet = Callable[[str], Awaitable[Person]]


async def invite(person: Person, chat_id: str, **more: Any) -> dict[str, Any]:
    answer = await person.post(f"/chats/{chat_id}/invites", **more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_whoever_has_the_link_comes_in(
    gagarin: Person, tereshkova: Person, stranger: Person, vostok: str
) -> None:
    made = await invite(tereshkova, vostok)
    assert (made["chat_id"], made["created_by"], made["uses"]) == (vostok, tereshkova.id, 0)
    assert (made["expires_at"], made["max_uses"]) == (None, None)
    seen = (await stranger.get(f"/invites/{made['code']}")).json()
    assert (seen["title"], seen["type"], seen["members_count"], seen["chat_id"]) == ("Восток", "group", 3, None)
    async with Phone(stranger) as new, Phone(gagarin) as his:
        answer = await stranger.post(f"/invites/{made['code']}/join")
        assert (answer.status_code, answer.json()["id"], answer.json()["my_role"]) == (200, vostok, "member")
        assert (await new.wait("chat:new"))["id"] == vostok
        assert (await his.wait("chat:members"))["added"][0]["id"] == stranger.id
    joined = {"kind": "joined", "actor_id": stranger.id, "user_ids": [stranger.id], "value": None}
    assert (await systems(gagarin, vostok))[-1] == joined
    assert (await stranger.get(f"/invites/{made['code']}")).json()["chat_id"] == vostok


async def test_who_is_in_already_uses_nothing_up(gagarin: Person, leonov: Person, vostok: str) -> None:
    made = await invite(gagarin, vostok, max_uses=1)
    for _ in range(2):
        assert (await leonov.post(f"/invites/{made['code']}/join")).json()["id"] == vostok
    (listed,) = (await gagarin.get(f"/chats/{vostok}/invites")).json()["invites"]
    assert listed == made


async def test_uses_are_counted_also_when_everybody_comes_at_once(gagarin: Person, meet: Meet, vostok: str) -> None:
    made = await invite(gagarin, vostok, max_uses=3)
    crowd = [await meet(f"crowd{n}") for n in range(8)]
    answers = await asyncio.gather(*(person.post(f"/invites/{made['code']}/join") for person in crowd))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [404] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 404} == {"invite_not_found"}
    assert len(await roles(gagarin, vostok)) == (await see(gagarin, vostok))["members_count"] == 6
    assert (await gagarin.get(f"/chats/{vostok}/invites")).json()["invites"] == []


async def test_what_is_revoked_over_or_unknown_leads_nowhere(
    gagarin: Person, stranger: Person, vostok: str, database: Database
) -> None:
    revoked, over, kept = [await invite(gagarin, vostok) for _ in range(3)]
    for _ in range(2):
        answer = await gagarin.delete(f"/chats/{vostok}/invites/{revoked['code']}")
        assert answer.status_code in (204, 404)
    await database.fetch("update chat_invites set expires_at = now() where code = $1", over["code"])
    for code in (revoked["code"], over["code"], "x" * 22, "x", "я" * 22, "%00", "x" * 21 + "%00", kept["code"][:-1]):
        for answer in (await stranger.get(f"/invites/{code}"), await stranger.post(f"/invites/{code}/join")):
            assert (answer.status_code, answer.json()["code"]) == (404, "invite_not_found"), code
    listed = (await gagarin.get(f"/chats/{vostok}/invites")).json()["invites"]
    assert [each["code"] for each in listed] == [kept["code"]]


async def test_an_invitation_ends_with_its_chat(gagarin: Person, stranger: Person, vostok: str) -> None:
    made = await invite(gagarin, vostok)
    await gagarin.delete(f"/chats/{vostok}")
    assert (await stranger.post(f"/invites/{made['code']}/join")).status_code == 404
    assert (await stranger.get(f"/invites/{made['code']}")).status_code == 404


async def test_only_leaders_invite(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, vostok: str
) -> None:
    made = await invite(gagarin, vostok)
    direct = await leonov.chat_with(gagarin)
    for person, chat_id, status, code in (
        (leonov, vostok, 403, "role_required"),
        (stranger, vostok, 404, "chat_not_found"),
        (leonov, direct, 403, "not_a_group"),
    ):
        for answer in (
            await person.post(f"/chats/{chat_id}/invites"),
            await person.get(f"/chats/{chat_id}/invites"),
            await person.delete(f"/chats/{chat_id}/invites/{made['code']}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    other = await tereshkova.make_group("Другая")
    assert (await tereshkova.delete(f"/chats/{other}/invites/{made['code']}")).status_code == 404
    assert (await stranger.post(f"/invites/{made['code']}/join")).status_code == 200


async def test_invitations_are_listed_by_the_page(gagarin: Person, vostok: str) -> None:
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    made = [await invite(gagarin, vostok, expires_at=until, max_uses=n + 1) for n in range(5)]
    seen: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = (await gagarin.get(f"/chats/{vostok}/invites", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        seen += page["invites"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made
    assert seen[0]["expires_at"] == until


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_uses": 0},
        {"max_uses": -1},
        {"max_uses": 2**31},
        {"max_uses": "1"},
        {"expires_at": "2020-01-01T00:00:00Z"},
        {"expires_at": "2099-01-01T00:00:00"},
        {"expires_at": "0001-01-01T00:00:00+14:00"},
        {"expires_at": 5},
        {"code": "свой"},
    ],
)
async def test_what_is_no_invitation_is_refused(gagarin: Person, vostok: str, wrong: dict[str, Any]) -> None:
    answer = await gagarin.post(f"/chats/{vostok}/invites", **wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    for query in ({"cursor": "abc"}, {"limit": "0"}):
        assert (await gagarin.get(f"/chats/{vostok}/invites", **query)).status_code == 422


async def test_a_hundred_invitations_work_at_once(gagarin: Person, tereshkova: Person, vostok: str) -> None:
    made = [await invite(gagarin, vostok) for _ in range(98)]
    path = f"/chats/{vostok}/invites"
    answers = await asyncio.gather(*(person.post(path) for person in (gagarin, tereshkova) * 2))
    refused = [answer.json()["code"] for answer in answers if answer.status_code != 201]
    assert refused == ["too_many_invites"] * 2
    assert (await gagarin.delete(f"{path}/{made[0]['code']}")).status_code == 204
    await invite(gagarin, vostok)


async def test_what_has_let_in_as_many_as_it_may_is_swept(
    gagarin: Person, stranger: Person, vostok: str, database: Database
) -> None:
    used, unused = await invite(gagarin, vostok, max_uses=1), await invite(gagarin, vostok, max_uses=1)
    assert (await stranger.post(f"/invites/{used['code']}/join")).status_code == 200
    left = "select code from chat_invites where chat_id = $1"
    async with database.transaction() as db:
        await sweep_invites(db, 1000)
    assert len(await database.fetch(left, int(vostok))) == 2
    older = "update chat_invites set created_at = now() - interval '31 days' where chat_id = $1"
    await database.pool.execute(older, int(vostok))
    async with database.transaction() as db:
        await sweep_invites(db, 1000)
    assert [row["code"] for row in await database.fetch(left, int(vostok))] == [unused["code"]]
