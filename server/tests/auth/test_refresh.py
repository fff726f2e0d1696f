"""Staying signed in: the refresh token changes at every use, and one that was copied betrays itself."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx
import pytest

from kocmoc.auth.tokens import Refresh, RefreshTokens
from kocmoc.core.db import Database
from kocmoc.settings import Settings
from tests.auth.conftest import StartServer, Visit, sign_in, sign_up, whoami
from tests.stage import Running


async def refresh(browser: httpx.AsyncClient, token: str) -> httpx.Response:
    """Comes with this token, whatever the browser's own cookie is."""
    browser.cookies.clear()
    return await browser.post("/api/auth/refresh", headers={"cookie": f"kocmoc_refresh={token}"})


async def test_refreshing_answers_like_signing_in(browser: httpx.AsyncClient) -> None:
    before = await sign_up(browser)
    answer = await browser.post("/api/auth/refresh")
    after = answer.json()
    assert answer.status_code == 200
    assert after.keys() == before.keys()
    assert after["user"] == before["user"]
    assert await whoami(browser, after["access_token"]) == 200
    assert await whoami(browser, before["access_token"]) == 200


async def test_the_refresh_token_changes_at_every_use_and_the_session_stays(
    browser: httpx.AsyncClient, database: Database
) -> None:
    user_id = int((await sign_up(browser))["user"]["id"])
    seen = set()
    for _ in range(5):
        seen.add(browser.cookies["kocmoc_refresh"])
        assert (await browser.post("/api/auth/refresh")).status_code == 200
    assert len(seen) == 5
    assert await database.fetchval("select count(*) from sessions where user_id = $1", user_id) == 1


async def test_the_last_token_but_one_gives_the_same_successor_while_that_is_unused(browser: httpx.AsyncClient) -> None:
    await sign_up(browser)
    first = browser.cookies["kocmoc_refresh"]
    second = (await refresh(browser, first)).cookies["kocmoc_refresh"]
    for _ in range(3):
        assert (await refresh(browser, first)).cookies["kocmoc_refresh"] == second
    assert (await refresh(browser, second)).status_code == 200


async def test_two_tabs_that_come_at_once_get_the_same_successor(browser: httpx.AsyncClient, visit: Visit) -> None:
    await sign_up(browser)
    token = browser.cookies["kocmoc_refresh"]
    tabs = [visit() for _ in range(20)]
    answers = await asyncio.gather(*(refresh(tab, token) for tab in tabs))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.cookies["kocmoc_refresh"] for answer in answers}) == 1


async def test_once_the_successor_is_used_its_predecessor_ends_the_session(
    browser: httpx.AsyncClient, server: Running
) -> None:
    ended = []
    server.house.events.on("session.ended", ended.append)
    body = await sign_up(browser)
    first = browser.cookies["kocmoc_refresh"]
    second = (await refresh(browser, first)).cookies["kocmoc_refresh"]
    third = (await refresh(browser, second)).cookies["kocmoc_refresh"]
    answer = await refresh(browser, first)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")
    assert (await refresh(browser, third)).status_code == 401
    assert await whoami(browser, body["access_token"]) == 401
    assert [str(each.user_id) for each in ended].count(body["user"]["id"]) == 1


async def test_ten_seconds_later_the_predecessor_ends_the_session_too(
    browser: httpx.AsyncClient, database: Database
) -> None:
    body = await sign_up(browser)
    first = browser.cookies["kocmoc_refresh"]
    second = (await refresh(browser, first)).cookies["kocmoc_refresh"]
    await database.fetch(
        "update sessions set rotated_at = rotated_at - interval '11 seconds' where user_id = $1",
        int(body["user"]["id"]),
    )
    assert (await refresh(browser, first)).status_code == 401
    assert (await refresh(browser, second)).status_code == 401
    assert await whoami(browser, body["access_token"]) == 401


async def test_a_copied_token_ends_only_its_own_session(browser: httpx.AsyncClient, visit: Visit) -> None:
    me = (await sign_up(browser))["user"]
    other = visit()
    token = (await sign_in(other, me["username"])).json()["access_token"]
    first = browser.cookies["kocmoc_refresh"]
    for _ in range(2):
        await browser.post("/api/auth/refresh")
    assert (await refresh(browser, first)).status_code == 401
    assert await whoami(other, token) == 200
    assert (await other.post("/api/auth/refresh")).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "x" * 70, "x" * 5000, "null", "a.b.c", "%00"])
async def test_rubbish_refreshes_nothing(browser: httpx.AsyncClient, token: str) -> None:
    answer = await refresh(browser, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_ended")


async def test_no_cookie_refreshes_nothing(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/api/auth/refresh")).status_code == 401


async def test_a_well_made_token_of_no_session_refreshes_nothing(
    browser: httpx.AsyncClient, settings: Settings
) -> None:
    assert settings.secret_key
    for generation in (-(2**31), -1, 0, 1, 2**31 - 1):
        token = RefreshTokens(settings.secret_key).write(Refresh(uuid4(), generation))
        assert (await refresh(browser, token)).status_code == 401


async def test_a_session_unused_for_its_whole_life_is_over(browser: httpx.AsyncClient, database: Database) -> None:
    user_id = int((await sign_up(browser))["user"]["id"])
    await database.fetch("update sessions set expires_at = now() where user_id = $1", user_id)
    assert (await browser.post("/api/auth/refresh")).status_code == 401


async def test_every_use_begins_a_sessions_life_anew(browser: httpx.AsyncClient, database: Database) -> None:
    user_id = int((await sign_up(browser))["user"]["id"])
    await database.fetch("update sessions set expires_at = now() + interval '1 hour' where user_id = $1", user_id)
    assert (await browser.post("/api/auth/refresh")).status_code == 200
    assert await database.fetchval(
        "select expires_at > now() + interval '29 days' from sessions where user_id = $1", user_id
    )


async def test_a_disabled_user_refreshes_nothing(browser: httpx.AsyncClient, database: Database) -> None:
    user_id = int((await sign_up(browser))["user"]["id"])
    await database.fetch("update users set disabled_at = now() where id = $1", user_id)
    assert (await browser.post("/api/auth/refresh")).status_code == 401


async def test_refresh_tokens_survive_a_restart_but_not_another_secret(
    start_server: StartServer, new_database: Callable[[], Awaitable[str]], visit: Visit
) -> None:
    dsn = await new_database()
    browser = visit(await start_server(dsn))
    await sign_up(browser)
    token = browser.cookies["kocmoc_refresh"]
    stranger = visit(await start_server(dsn, secret_key="quite another secret, long enough as well"))
    assert (await refresh(stranger, token)).status_code == 401
    assert (await refresh(visit(await start_server(dsn)), token)).status_code == 200


async def test_no_row_holds_anything_that_opens_a_door(browser: httpx.AsyncClient, database: Database) -> None:
    body = await sign_up(browser)
    row = await database.fetchval("select s::text from sessions s where user_id = $1", int(body["user"]["id"]))
    for secret in (body["access_token"], browser.cookies["kocmoc_refresh"], browser.cookies["kocmoc_files"]):
        assert secret not in row
        assert secret.rpartition(".")[2] not in row
