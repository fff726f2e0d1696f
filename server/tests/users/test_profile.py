"""Profiles: mine to change, others' to see, and nobody's to forge."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kocmoc import users
from kocmoc.core.db import Database
from tests.cast import Person
from tests.stage import Running

Meet = Callable[[str], Awaitable[Person]]


async def test_others_see_me_without_my_address(gagarin: Person, tereshkova: Person) -> None:
    seen = (await tereshkova.get(f"/users/{gagarin.id}")).json()
    assert seen.keys() == {
        *("id", "username", "display_name", "bio", "avatar_url", "accent", "is_bot", "online", "last_seen_at"),
    }
    assert seen["username"] == gagarin.username
    assert "cosmos.example" not in str(seen)


@pytest.mark.parametrize("user_id", ["0", "-1", "x", "999999999", "9" * 18, "9" * 40, "1.0", "+1", "%00", "1 ", "٣"])
async def test_an_id_nobody_has_is_not_found(gagarin: Person, user_id: str) -> None:
    answer = await gagarin.get(f"/users/{user_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")


async def test_what_i_change_is_changed_and_what_i_leave_out_stays(gagarin: Person) -> None:
    before = (await gagarin.get("/users/me")).json()
    answer = await gagarin.patch("/users/me", bio="  Поехали!\r\n12 апреля  ")
    assert answer.status_code == 200
    assert answer.json() == before | {"bio": "Поехали!\n12 апреля"}
    assert (await gagarin.get("/users/me")).json() == answer.json()
    assert (await gagarin.patch("/users/me")).json() == answer.json()


async def test_null_clears(gagarin: Person) -> None:
    await gagarin.patch("/users/me", bio="Поехали!", display_name="Юрий")
    cleared = (await gagarin.patch("/users/me", bio=None, display_name=None)).json()
    assert (cleared["bio"], cleared["display_name"]) == ("", gagarin.username)
    assert (await gagarin.patch("/users/me", username=None)).status_code == 422


async def test_a_new_username_is_mine_and_the_old_one_free(gagarin: Person, tereshkova: Person) -> None:
    old, new = gagarin.username, f"{gagarin.username[:20]}_new"
    assert (await gagarin.patch("/users/me", username=new)).json()["username"] == new
    assert (await tereshkova.patch("/users/me", username=new.upper())).json()["code"] == "username_taken"
    assert (await tereshkova.patch("/users/me", username=old)).status_code == 200
    assert (await gagarin.patch("/users/me", username=new.upper())).json()["username"] == new.upper()


async def test_of_many_who_want_one_username_at_once_one_gets_it(meet: Meet) -> None:
    people = [await meet("cosmonaut") for _ in range(8)]
    wanted = f"{people[0].username[:20]}_one"
    answers = await asyncio.gather(*(person.patch("/users/me", username=wanted) for person in people))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("username", value) for value in ("ab", "гагарин", "a b c", "a" * 33, "", 1, [], "abc\x00")),
        *(("display_name", value) for value in ("", " ", "x" * 65, "\u200b", "a\x00", "\u202eabc", 1, True)),
        *(("bio", value) for value in ("x" * 501, "\x00", 1, {})),
    ],
)
async def test_what_cannot_be_is_refused_by_field(gagarin: Person, field: str, value: object) -> None:
    answer = await gagarin.patch("/users/me", **{field: value})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert answer.json()["errors"][0]["field"] == field


async def test_code_points_are_counted_not_bytes(gagarin: Person) -> None:
    answer = await gagarin.patch("/users/me", bio="🚀" * 500, display_name="я" * 64)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "field", ["id", "is_admin", "email", "email_verified", "is_bot", "avatar_url", "role", "accent"]
)
async def test_nobody_changes_what_is_not_theirs_to_change(gagarin: Person, field: str) -> None:
    answer = await gagarin.patch("/users/me", **{field: "1"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_a_change_is_announced_once_without_anybodys_view(gagarin: Person, server: Running) -> None:
    heard: list[users.UserUpdated] = []
    server.house.events.on("user.updated", heard.append)
    await gagarin.patch("/users/me", bio="Поехали!")
    await gagarin.patch("/users/me", bio="Поехали!")
    await gagarin.patch("/users/me", username="x")
    mine = [each for each in heard if each.user_id == int(gagarin.id)]
    assert len(mine) == 1
    assert (mine[0].user.bio, mine[0].user.online, mine[0].user.last_seen_at) == ("Поехали!", False, None)
    assert type(mine[0].user) is users.User


async def test_an_accent_is_the_fnv_of_the_id(gagarin: Person) -> None:
    mark = 2166136261
    for byte in gagarin.id.encode():
        mark = ((mark ^ byte) * 16777619) & 0xFFFFFFFF
    assert gagarin.me["accent"] == mark % 8
    assert {users.accent(number) for number in range(1, 100)} == set(range(8))


async def test_a_disabled_user_can_still_be_seen_but_not_reached(
    gagarin: Person, tereshkova: Person, database: Database
) -> None:
    await database.fetch("update users set disabled_at = now() where id = $1", int(tereshkova.id))
    assert (await gagarin.get(f"/users/{tereshkova.id}")).status_code == 200
    async with database.transaction() as db:
        assert not await users.keep(db, int(gagarin.id), int(tereshkova.id))
        assert await users.keep(db, int(gagarin.id))
