"""Who is in a group, what they are in it, and how that changes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.cast import Person
from tests.chats.folding import follows, see
from tests.phone import Phone
from tests.stage import Running
from tests.sync.test_sync import sync

Meet = Callable[[str], Awaitable[Person]]

# A place no member has: [2147483648, "2026-01-01T00:00:00Z", 1].
_BEYOND = "WzIxNDc0ODM2NDgsIjIwMjYtMDEtMDFUMDA6MDA6MDBaIiwxXQ"


async def roles(person: Person, chat_id: str) -> dict[str, str]:
    answer = await person.get(f"/chats/{chat_id}/members", limit=100)
    assert answer.status_code == 200, answer.text
    return {member["user"]["id"]: member["role"] for member in answer.json()["members"]}


async def systems(person: Person, chat_id: str) -> list[dict[str, Any]]:
    """What was done to the chat, as its messages tell."""
    messages = (await person.get(f"/chats/{chat_id}/messages", limit=100)).json()["messages"]
    return [message["system"] for message in messages if message["system"]]


async def test_members_are_listed_by_rank_and_by_the_page(gagarin: Person, tereshkova: Person, meet: Meet) -> None:
    others = [await meet(f"crew{n}") for n in range(5)]
    chat_id = await gagarin.make_group("Восток", *others)
    await gagarin.post(f"/chats/{chat_id}/members", user_ids=[tereshkova.id])
    await gagarin.patch(f"/chats/{chat_id}/members/{tereshkova.id}", role="admin")
    seen: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = (
            await others[0].get(f"/chats/{chat_id}/members", limit=2, **({"cursor": cursor} if cursor else {}))
        ).json()
        seen += page["members"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert [member["user"]["id"] for member in seen] == [gagarin.id, tereshkova.id, *(each.id for each in others)]
    assert [member["role"] for member in seen] == ["owner", "admin", *["member"] * 5]
    assert all(member["joined_at"].endswith("Z") for member in seen)
    assert seen[1]["user"] == (await others[0].get(f"/users/{tereshkova.id}")).json()


async def test_bad_pages_of_members_are_refused(gagarin: Person, vostok: str) -> None:
    for query in ({"limit": "0"}, {"limit": "101"}, {"cursor": "abc"}, {"cursor": "W10"}, {"cursor": _BEYOND}):
        assert (await gagarin.get(f"/chats/{vostok}/members", **query)).status_code == 422


async def test_owner_and_admins_add_and_twice_is_fine(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, vostok: str
) -> None:
    for person in (tereshkova, gagarin):
        answer = await person.post(f"/chats/{vostok}/members", user_ids=[stranger.id, stranger.id, leonov.id])
        assert answer.status_code == 200
        members = {each["user"]["id"]: each["role"] for each in answer.json()["members"]}
        assert members == {stranger.id: "member", leonov.id: "member"}
    assert (await see(stranger, vostok))["members_count"] == 4
    added = [each for each in await systems(gagarin, vostok) if each["kind"] == "added"]
    assert added == [{"kind": "added", "actor_id": tereshkova.id, "user_ids": [stranger.id], "value": None}]


async def test_somebody_new_hears_at_once_and_owes_no_reading(
    gagarin: Person, leonov: Person, stranger: Person, vostok: str
) -> None:
    for text in ("раз", "два"):
        await gagarin.say(vostok, text)
    async with Phone(stranger) as new, Phone(stranger) as their_other, Phone(leonov) as old:
        before = await see(leonov, vostok)
        await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
        said = await gagarin.say(vostok, "добро пожаловать")
        for phone in (new, their_other):
            assert (await phone.wait("chat:new"))["id"] == vostok
            assert (await phone.wait("message:new", lambda m: m["text"]))["id"] == said["id"]
        change = await old.wait("chat:members")
        assert (change["chat_id"], change["members_count"], change["removed"]) == (vostok, 4, [])
        assert [user["id"] for user in change["added"]] == [stranger.id]
        assert (change["added"][0]["online"], change["added"][0]["last_seen_at"]) == (False, None)
        assert change["roles"] == {stranger.id: "member"}
        assert (await see(leonov, vostok))["members_count"] == before["members_count"] + 1
    chat = await see(stranger, vostok)
    assert (chat["unread_count"], chat["last_seq"] - chat["last_read_seq"]) == (1, 2)
    history = (await stranger.get(f"/chats/{vostok}/messages")).json()["messages"]
    assert [message["text"] for message in history if message["text"]] == ["раз", "два", "добро пожаловать"]


async def test_history_from_the_joining_on(gagarin: Person, leonov: Person, stranger: Person, vostok: str) -> None:
    await gagarin.say(vostok, "не для новых")
    await gagarin.patch(f"/chats/{vostok}", history="from_join")
    await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
    await gagarin.say(vostok, "для всех")
    seen = (await stranger.get(f"/chats/{vostok}/messages")).json()["messages"]
    assert [message["text"] for message in seen] == ["", "для всех"]
    assert seen[0]["system"]["kind"] == "added"
    old = (await leonov.get(f"/chats/{vostok}/messages")).json()["messages"]
    assert [message["text"] for message in old if message["text"]] == ["не для новых", "для всех"]
    brought = await sync(stranger, None, **{f"c{vostok}": 0})
    assert [message["text"] for message in brought["messages"]] == ["", "для всех"]


async def test_nobody_unknown_is_added(gagarin: Person, leonov: Person, vostok: str) -> None:
    for wrong in ({"user_ids": ["987654321"]}, {"user_ids": []}, {"user_ids": ["x"]}, {"user_ids": ["1"] * 201}, {}):
        answer = await gagarin.post(f"/chats/{vostok}/members", **wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), wrong
    assert (await see(leonov, vostok))["members_count"] == 3


async def test_who_has_blocked_the_adder_stays_outside(
    gagarin: Person, tereshkova: Person, stranger: Person, vostok: str
) -> None:
    await stranger.put(f"/users/me/blocks/{gagarin.id}")
    answer = await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
    assert (answer.status_code, answer.json()["members"]) == (200, [])
    assert (await stranger.get(f"/chats/{vostok}")).status_code == 404
    answer = await tereshkova.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
    assert [each["user"]["id"] for each in answer.json()["members"]] == [stranger.id]


async def test_who_may_do_what_to_whom(
    gagarin: Person, tereshkova: Person, leonov: Person, stranger: Person, meet: Meet, vostok: str
) -> None:
    """Each row: who, what, to whom; refused with what."""
    other_admin = await meet("other_admin")
    await gagarin.post(f"/chats/{vostok}/members", user_ids=[other_admin.id])
    await gagarin.patch(f"/chats/{vostok}/members/{other_admin.id}", role="admin")
    people = f"/chats/{vostok}/members"
    before = await roles(gagarin, vostok)
    for person, status, code in ((leonov, 403, "role_required"), (stranger, 404, "chat_not_found")):
        for answer in (
            await person.post(people, user_ids=[stranger.id]),
            await person.patch(f"{people}/{tereshkova.id}", role="member"),
            await person.delete(f"{people}/{tereshkova.id}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    for answer in (
        await tereshkova.delete(f"{people}/{other_admin.id}"),
        await tereshkova.delete(f"{people}/{gagarin.id}"),
        await tereshkova.patch(f"{people}/{leonov.id}", role="admin"),
        await tereshkova.patch(f"{people}/{tereshkova.id}", role="owner"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "role_required")
    for answer in (
        await gagarin.delete(f"{people}/{stranger.id}"),
        await gagarin.delete(f"{people}/987654321"),
        await gagarin.delete(f"{people}/abc"),
        await gagarin.patch(f"{people}/{stranger.id}", role="admin"),
        await gagarin.patch(f"{people}/abc", role="owner"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "member_not_found")
    for answer in (
        await gagarin.delete(f"{people}/{gagarin.id}"),
        await gagarin.patch(f"{people}/{gagarin.id}", role="admin"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "owner_must_transfer")
    assert (await gagarin.patch(f"{people}/{gagarin.id}", role="owner")).json()["role"] == "owner"
    assert (await gagarin.patch(f"{people}/{leonov.id}", role="king")).status_code == 422
    assert await roles(gagarin, vostok) == before


async def test_direct_chats_have_no_members_to_change(gagarin: Person, tereshkova: Person, stranger: Person) -> None:
    for other, count in ((tereshkova, 2), (gagarin, 1)):
        chat_id = await gagarin.chat_with(other)
        for answer in (
            await gagarin.post(f"/chats/{chat_id}/members", user_ids=[stranger.id]),
            await gagarin.patch(f"/chats/{chat_id}/members/{other.id}", role="admin"),
            await gagarin.delete(f"/chats/{chat_id}/members/{other.id}"),
            await gagarin.delete(f"/chats/{chat_id}/members/{gagarin.id}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "not_a_group")
        assert len(await roles(gagarin, chat_id)) == count


async def test_an_owner_makes_admins_and_unmakes_them(gagarin: Person, leonov: Person, vostok: str) -> None:
    before = await see(leonov, vostok)
    cursor = (await sync(leonov))["cursor"]
    async with Phone(leonov) as phone, Phone(gagarin) as his:
        for role in ("admin", "admin", "member"):
            answer = await gagarin.patch(f"/chats/{vostok}/members/{leonov.id}", role=role)
            assert (answer.status_code, answer.json()["role"]) == (200, role)
            assert answer.json()["user"]["id"] == leonov.id
        await phone.wait("chat:update", lambda update: update["my_role"] == "member")
        assert [update["my_role"] for update in phone.of("chat:update")] == ["admin", "member"]
        await follows(phone, vostok, before)
        assert (await his.wait("chat:members", lambda each: each["roles"] == {leonov.id: "member"}))["added"] == []
    assert [chat["id"] for chat in (await sync(leonov, cursor))["chats"]] == [vostok]


async def test_an_owner_hands_over_and_stays_as_admin(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    async with Phone(leonov) as theirs, Phone(gagarin) as his:
        answer = await gagarin.patch(f"/chats/{vostok}/members/{leonov.id}", role="owner")
        assert (answer.status_code, answer.json()["role"]) == (200, "owner")
        assert (await theirs.wait("chat:update"))["my_role"] == "owner"
        assert (await his.wait("chat:update"))["my_role"] == "admin"
        assert (await his.wait("message:new"))["system"]["kind"] == "owner"
        change = await his.wait("chat:members")
        assert change["roles"] == {gagarin.id: "admin", leonov.id: "owner"}
    assert await roles(gagarin, vostok) == {leonov.id: "owner", gagarin.id: "admin", tereshkova.id: "admin"}
    assert (await gagarin.delete(f"/chats/{vostok}")).status_code == 403
    assert (await gagarin.delete(f"/chats/{vostok}/members/{gagarin.id}")).status_code == 204
    assert [each["kind"] for each in await systems(leonov, vostok)] == ["created", "owner", "left"]


async def test_who_is_removed_hears_and_sees_nothing_more(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str
) -> None:
    said = await gagarin.say(vostok, "ещё для всех")
    async with Phone(leonov) as out, Phone(leonov) as out_too, Phone(gagarin) as his:
        assert (await tereshkova.delete(f"/chats/{vostok}/members/{leonov.id}")).status_code == 204
        heard = [len(phone.heard) for phone in (out, out_too)]
        await gagarin.say(vostok, "уже без него")
        await gagarin.patch(f"/chats/{vostok}", title="Без него")
        await his.wait("chat:members", lambda each: each["removed"] == [leonov.id])
        for phone in (out, out_too):
            assert await phone.wait("chat:gone") == {"chat_id": vostok}
            assert (await phone.ask("sync", {"chats": {vostok: said["version"]}}))["gone"] == [vostok]
            # Gagarin's coming, before they were out, is no news of the chat.
            assert [each.event for each in phone.heard if each.event != "presence:update"] == ["chat:gone"], heard
            assert (await phone.ask("typing:start", {"chat_id": vostok}))["error"]["code"] == "chat_not_found"
            assert (await phone.ask("chat:read", {"chat_id": vostok, "seq": 1}))["error"]["code"] == "chat_not_found"
    for path in ("", "/messages", "/members"):
        assert (await leonov.get(f"/chats/{vostok}{path}")).status_code == 404
    assert (await leonov.post(f"/chats/{vostok}/messages", client_id=said["client_id"], text="?")).status_code == 404
    removed = (await systems(gagarin, vostok))[-2]
    assert removed == {"kind": "removed", "actor_id": tereshkova.id, "user_ids": [leonov.id], "value": None}
    assert (await see(gagarin, vostok))["members_count"] == 2


async def test_leaving_and_coming_back(gagarin: Person, leonov: Person, vostok: str) -> None:
    await leonov.patch(f"/chats/{vostok}/settings", pinned=True, draft="…")
    assert (await leonov.delete(f"/chats/{vostok}/members/{leonov.id}")).status_code == 204
    assert (await leonov.delete(f"/chats/{vostok}/members/{leonov.id}")).status_code == 404
    assert (await systems(gagarin, vostok))[-1]["kind"] == "left"
    async with Phone(leonov) as phone:
        await gagarin.post(f"/chats/{vostok}/members", user_ids=[leonov.id])
        assert (await phone.wait("chat:new"))["pinned"] is False
        await gagarin.say(vostok, "с возвращением")
        await phone.wait("message:new", lambda message: message["text"])


async def test_an_owner_who_is_alone_ends_the_group_by_leaving(gagarin: Person) -> None:
    for kind in ("group", "channel"):
        chat_id = await gagarin.make_group("Один", type=kind)
        async with Phone(gagarin) as phone:
            assert (await gagarin.delete(f"/chats/{chat_id}/members/{gagarin.id}")).status_code == 204
            await phone.wait("chat:gone")
        assert (await gagarin.get(f"/chats/{chat_id}")).status_code == 404


async def test_sync_brings_who_came_and_who_went(
    gagarin: Person, leonov: Person, stranger: Person, vostok: str
) -> None:
    cursor = (await sync(leonov))["cursor"]
    await gagarin.post(f"/chats/{vostok}/members", user_ids=[stranger.id])
    came = await sync(leonov, cursor)
    assert [chat["members_count"] for chat in came["chats"]] == [4]
    assert [chat["id"] for chat in (await sync(stranger))["chats"]] == [vostok]
    await gagarin.delete(f"/chats/{vostok}/members/{stranger.id}")
    went = await sync(leonov, came["cursor"])
    assert [chat["members_count"] for chat in went["chats"]] == [3]


async def test_changes_of_members_are_told_at_most_once_a_second(
    gagarin: Person, tereshkova: Person, meet: Meet, vostok: str, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = [await meet(f"crowd{n}") for n in range(4)]
    await gagarin.post(f"/chats/{vostok}/members", user_ids=[crowd[0].id])
    monkeypatch.setattr("kocmoc.realtime.news.pace.SECONDS", 3600)
    pace = server.house.live.news.members.pace
    for _ in range(2):  # what has happened so far is told, and a second has passed since
        pace.rested(int(vostok))
    async with Phone(tereshkova) as hers:
        for person in crowd[1:]:
            await gagarin.post(f"/chats/{vostok}/members", user_ids=[person.id])
        await gagarin.delete(f"/chats/{vostok}/members/{crowd[0].id}")
        first = await hers.wait("chat:members", lambda change: crowd[1].id in change["roles"])
        assert [user["id"] for user in first["added"]] == [crowd[1].id]
        pace.rested(int(vostok))
        second = await hers.wait("chat:members", lambda change: change["removed"])
        assert {user["id"] for user in second["added"]} == {each.id for each in crowd[2:]}
        assert (second["removed"], second["members_count"]) == ([crowd[0].id], 6)
        assert [each for each in hers.of("chat:members") if crowd[0].id not in each["roles"]] == [first, second]
