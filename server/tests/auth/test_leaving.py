"""Deleting one's account: what was mine alone is gone, what I wrote stays and is nobody's."""

import asyncio
from collections import Counter

import httpx
import pytest

from kocmoc import users
from kocmoc.auth.leaving import Leaving
from kocmoc.core.db import Database, Db
from tests.auth.conftest import Visit, bearer, form, sign_in, sign_up, whoami
from tests.cast import PASSWORD, Person
from tests.phone import PATIENCE_SECONDS, Phone


async def leave(person: Person, password: str = PASSWORD) -> httpx.Response:
    return await person.delete("/users/me", password=password)


async def test_what_i_wrote_stays_as_that_of_a_deleted_account(gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Поехали!")
    await gagarin.patch("/users/me", bio="Первый")
    answer = await leave(gagarin)
    assert (answer.status_code, answer.content) == (204, b"")
    (message,) = (await tereshkova.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert (message["text"], message["sender"]["display_name"]) == ("Поехали!", "Deleted account")
    seen = (await tereshkova.get(f"/users/{gagarin.id}")).json()
    assert (seen["display_name"], seen["bio"], seen["avatar_url"]) == ("Deleted account", "", None)
    assert (seen["online"], seen["last_seen_at"]) == (False, None)
    assert (await tereshkova.get("/users", query=gagarin.username)).json()["users"] == []


async def test_no_chat_is_opened_with_a_deleted_account_though_there_was_one(
    gagarin: Person, tereshkova: Person
) -> None:
    await gagarin.chat_with(tereshkova)
    await leave(gagarin)
    answer = await tereshkova.post("/chats", user_id=gagarin.id)
    assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")


async def test_nothing_in_the_database_tells_who_it_was(gagarin: Person, database: Database) -> None:
    await gagarin.patch("/users/me/settings", theme="dark")
    await leave(gagarin)
    row = await database.fetchrow("select u::text as whole from users u where id = $1", int(gagarin.id))
    assert row is not None
    for trace in (gagarin.username, "cosmos.example", "Gagarin", "dark"):
        assert trace not in row["whole"]
    for table in ("passwords", "user_keys", "codes", "second_factors"):
        assert await database.fetchval(f"select count(*) from {table} where user_id = $1", int(gagarin.id)) == 0


async def test_every_session_and_every_socket_ends(gagarin: Person) -> None:
    other = await gagarin.sign_in()
    async with Phone(other) as phone:
        assert (await leave(gagarin)).status_code == 204
        await phone.wait("session:expired")
        await asyncio.wait_for(phone.disconnected.wait(), PATIENCE_SECONDS)
    for person in (gagarin, other):
        answer = await person.get("/users/me")
        assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
        assert (await person.http.post("/api/auth/refresh")).status_code == 401
    await other.leave()


async def test_the_cookies_are_taken_back(browser: httpx.AsyncClient) -> None:
    token = (await sign_up(browser))["access_token"]
    assert "kocmoc_refresh" in browser.cookies
    await browser.request("DELETE", "/api/users/me", json={"password": PASSWORD}, headers=bearer(token))
    assert "kocmoc_refresh" not in browser.cookies


async def test_the_username_and_the_e_mail_are_free_again(browser: httpx.AsyncClient, visit: Visit) -> None:
    mine = form()
    token = (await browser.post("/api/auth/register", json=mine)).json()["access_token"]
    await browser.request("DELETE", "/api/users/me", json={"password": PASSWORD}, headers=bearer(token))
    for login in (mine["username"], mine["email"]):
        assert (await sign_in(visit(), login)).status_code == 401
    assert (await visit().post("/api/auth/register", json=mine)).status_code == 201


async def test_nobody_signs_in_by_the_name_that_is_left(gagarin: Person, visit: Visit) -> None:
    await leave(gagarin)
    for login in (f"#{gagarin.id}", f"deleted_{gagarin.id}", ""):
        assert (await sign_in(visit(), login)).status_code == 401


async def test_nobody_takes_the_name_that_is_left(gagarin: Person, tereshkova: Person, visit: Visit) -> None:
    await leave(gagarin)
    assert (await tereshkova.get(f"/users/{gagarin.id}")).json()["username"] == f"deleted_{gagarin.id}"
    for name in (f"deleted_{gagarin.id}", f"Deleted_{10**9}"):
        for answer in (
            await visit().post("/api/auth/register", json=form(username=name)),
            await tereshkova.patch("/users/me", username=name),
        ):
            assert (answer.status_code, answer.json()["code"]) == (422, "username_reserved")
            assert [each["field"] for each in answer.json()["errors"]] == ["username"]
    for name in ("deleted_1a", "deleted", f"un_deleted_{gagarin.id}"):
        assert (await visit().post("/api/auth/register", json=form(username=name))).status_code == 201


async def test_nobody_begins_a_chat_with_nobody(gagarin: Person, tereshkova: Person) -> None:
    await leave(gagarin)
    answer = await tereshkova.post("/chats", user_id=gagarin.id)
    assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")
    assert (await tereshkova.put(f"/users/me/blocks/{gagarin.id}")).status_code == 404


async def test_friends_hear_of_it(gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    async with Phone(tereshkova) as hers:
        await leave(gagarin)
        update = await hers.wait("user:update", lambda user: user["id"] == gagarin.id)
    assert update == (await tereshkova.get(f"/users/{gagarin.id}")).json()


async def test_blocks_of_mine_and_of_me_are_gone(gagarin: Person, tereshkova: Person) -> None:
    await tereshkova.put(f"/users/me/blocks/{gagarin.id}")
    await leave(gagarin)
    assert (await tereshkova.get("/users/me/blocks")).json()["blocks"] == []


async def test_a_wrong_password_leaves_everything_and_counts_like_a_failed_login(
    gagarin: Person, browser: httpx.AsyncClient
) -> None:
    for _ in range(5):
        answer = await leave(gagarin, "wrong")
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert (await leave(gagarin)).json()["code"] == "locked"
    assert (await sign_in(browser, gagarin.username)).status_code == 429
    assert await whoami(browser, gagarin.token) == 200


@pytest.mark.parametrize("body", [None, [], {}, {"password": True}, {"password": "x", "user_id": "1"}], ids=repr)
async def test_without_a_password_nothing_happens(gagarin: Person, body: object) -> None:
    answer = await gagarin.http.request("DELETE", "/api/users/me", json=body)
    assert answer.status_code in (400, 422)
    assert (await gagarin.get("/users/me")).status_code == 200


async def test_of_several_at_once_all_agree_that_it_is_gone(gagarin: Person, database: Database) -> None:
    answers = await asyncio.gather(*(leave(gagarin) for _ in range(5)))
    assert set(Counter(answer.status_code for answer in answers)) <= {204, 403, 401}
    assert 204 in {answer.status_code for answer in answers}
    assert await database.fetchval("select deleted_at is not null from users where id = $1", int(gagarin.id))


async def test_of_signing_in_and_leaving_at_once_no_session_is_left(gagarin: Person, database: Database) -> None:
    browsers = [Person.nobody(gagarin.url) for _ in range(8)]
    await asyncio.gather(*(sign_in(each, gagarin.username) for each in browsers), leave(gagarin))
    living = "select count(*) from sessions where user_id = $1 and ended_at is null"
    assert await database.fetchval(living, int(gagarin.id)) == 0
    for each in browsers:
        await each.aclose()


async def test_every_room_says_farewell_first_and_one_that_fails_keeps_the_account(
    gagarin: Person, database: Database
) -> None:
    number, seen = int(gagarin.id), []

    async def remember(db: Db, user_id: int) -> None:
        seen.append((user_id, await db.fetchval("select username from users where id = $1", user_id)))

    async def fail(db: Db, user_id: int) -> None:
        raise RuntimeError("not yet")

    with pytest.raises(RuntimeError):
        async with database.transaction() as db:
            await Leaving([remember, fail]).remove(db, number)
    assert seen == [(number, gagarin.username)]
    assert (await users.get_me(database, users.Viewer(number, users.NobodyOnline()))).username == gagarin.username


async def test_whoever_is_disabled_is_off_the_phone_within_seconds(gagarin: Person, database: Database) -> None:
    async with Phone(gagarin) as phone:
        await database.fetch("update users set disabled_at = now() where id = $1", int(gagarin.id))
        await phone.wait("session:expired")
