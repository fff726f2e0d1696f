"""Sessions: seen, ended from afar, and gone the moment they are ended."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from msgspec.structs import replace

from kocmoc.app import House
from kocmoc.auth import SessionOver
from kocmoc.core.db import Database
from kocmoc.settings import Settings
from tests.auth.conftest import StartServer, Visit, bearer, sign_in, sign_up, whoami
from tests.phone import PATIENCE_SECONDS
from tests.stage import Running

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (Android 16; Mobile; rv:152.0) Gecko/152.0 Firefox/152.0"


async def sessions(browser: httpx.AsyncClient, token: str, **query: object) -> dict[str, Any]:
    answer = await browser.get("/api/auth/sessions", headers=bearer(token), params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_i_see_where_i_am_signed_in_the_newest_first(browser: httpx.AsyncClient, visit: Visit) -> None:
    body = await sign_up(browser)
    phone = visit(**{"user-agent": FIREFOX})
    desk = visit(**{"user-agent": CHROME})
    for each in (phone, desk):
        token = (await sign_in(each, body["user"]["username"])).json()["access_token"]
    seen = await sessions(desk, token)
    assert [(each["name"], each["current"]) for each in seen["sessions"]] == [
        ("Chrome · Linux", True),
        ("Firefox · Android", False),
        ("KOCMOC", False),
    ]
    assert all(each.keys() == {"id", "name", "created_at", "last_seen_at", "current"} for each in seen["sessions"])
    assert seen["next_cursor"] is None


async def test_only_refreshing_counts_as_being_seen(browser: httpx.AsyncClient, database: Database) -> None:
    body = await sign_up(browser)
    await database.fetch("update sessions set last_seen_at = '2026-01-01' where user_id = $1", int(body["user"]["id"]))
    seen = await sessions(browser, body["access_token"])
    assert seen["sessions"][0]["last_seen_at"] == "2026-01-01T00:00:00.000Z"
    await browser.post("/api/auth/refresh")
    seen = await sessions(browser, body["access_token"])
    assert seen["sessions"][0]["last_seen_at"] > "2026-01-01T00:00:00.000Z"


async def test_sessions_come_by_the_page(browser: httpx.AsyncClient) -> None:
    body = await sign_up(browser)
    for _ in range(6):
        await sign_in(browser, body["user"]["username"])
    whole = [each["id"] for each in (await sessions(browser, body["access_token"]))["sessions"]]
    assert len(whole) == 7
    paged, cursor = [], None
    while cursor is not None or not paged:
        page = await sessions(browser, body["access_token"], limit=3, **({"cursor": cursor} if cursor else {}))
        paged += [each["id"] for each in page["sessions"]]
        cursor = page["next_cursor"]
    assert paged == whole


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "x"}, {"cursor": ""}])
async def test_a_bad_page_is_refused(browser: httpx.AsyncClient, query: dict[str, object]) -> None:
    token = (await sign_up(browser))["access_token"]
    answer = await browser.get("/api/auth/sessions", headers=bearer(token), params=query)
    assert answer.status_code == 422


async def test_logging_out_ends_the_session_at_once(browser: httpx.AsyncClient, server: Running) -> None:
    body = await sign_up(browser)
    refresh, files = browser.cookies["kocmoc_refresh"], browser.cookies["kocmoc_files"]
    assert (await browser.post("/api/auth/logout", headers=bearer(body["access_token"]))).status_code == 204
    assert await whoami(browser, body["access_token"]) == 401
    assert (await browser.post("/api/auth/refresh", headers={"cookie": f"kocmoc_refresh={refresh}"})).status_code == 401
    with pytest.raises(Exception, match="session has ended"):
        server.house.accounts.gate.admit(files, "files")
    with pytest.raises(Exception, match="session has ended"):
        server.house.accounts.gate.admit(body["access_token"])


async def test_a_session_ended_from_another_device_is_ended_there_at_once(
    browser: httpx.AsyncClient, visit: Visit, server: Running
) -> None:
    body, phone = await sign_up(browser), visit()
    mine = (await sign_in(phone, body["user"]["username"])).json()["access_token"]
    other = next(each for each in (await sessions(phone, mine))["sessions"] if not each["current"])
    heard: list[SessionOver] = []
    server.house.events.on("session.ended", heard.append)
    answer = await phone.delete(f"/api/auth/sessions/{other['id']}", headers=bearer(mine))
    assert (answer.status_code, answer.content) == (204, b"")
    assert await whoami(browser, body["access_token"]) == 401
    assert (await browser.post("/api/auth/refresh")).status_code == 401
    assert await whoami(phone, mine) == 200
    assert SessionOver(other["id"], int(body["user"]["id"])) in heard
    assert [each["current"] for each in (await sessions(phone, mine))["sessions"]] == [True]


async def test_a_foreign_session_looks_like_none(browser: httpx.AsyncClient, visit: Visit) -> None:
    mine, stranger = await sign_up(browser), visit()
    theirs = await sign_up(stranger)
    foreign = (await sessions(stranger, theirs["access_token"]))["sessions"][0]["id"]
    answers = [
        await browser.delete(f"/api/auth/sessions/{each}", headers=bearer(mine["access_token"]))
        for each in (foreign, uuid4())
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(404, "session_not_found")] * 2
    assert await whoami(stranger, theirs["access_token"]) == 200
    odd = await browser.delete("/api/auth/sessions/1", headers=bearer(mine["access_token"]))
    assert odd.status_code == 404


async def test_an_ended_session_cannot_be_ended_again(browser: httpx.AsyncClient, visit: Visit) -> None:
    body, phone = await sign_up(browser), visit()
    mine = (await sign_in(phone, body["user"]["username"])).json()["access_token"]
    other = next(each for each in (await sessions(phone, mine))["sessions"] if not each["current"])
    answers = await asyncio.gather(
        *(phone.delete(f"/api/auth/sessions/{other['id']}", headers=bearer(mine)) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404, 404, 404]


async def test_what_another_process_ended_is_heard_of_within_seconds(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    body = await sign_up(browser)
    heard = asyncio.Event()

    def listen(over: SessionOver) -> None:
        if str(over.user_id) == body["user"]["id"]:
            heard.set()

    server.house.events.on("session.ended", listen)
    await database.fetch("update sessions set ended_at = now() where user_id = $1", int(body["user"]["id"]))
    await asyncio.wait_for(heard.wait(), PATIENCE_SECONDS)
    assert await whoami(browser, body["access_token"]) == 401


async def test_a_disabled_user_is_out_within_seconds_and_back_when_enabled(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    body = await sign_up(browser)
    user_id = int(body["user"]["id"])
    await database.fetch("update users set disabled_at = now() where id = $1", user_id)
    await server.house.accounts.gate.reread()
    assert await whoami(browser, body["access_token"]) == 401
    await database.fetch("update users set disabled_at = null where id = $1", user_id)
    await server.house.accounts.gate.reread()
    assert await whoami(browser, body["access_token"]) == 200


async def test_a_restarted_server_still_knows_what_has_ended(
    start_server: StartServer, new_database: Callable[[], Awaitable[str]], visit: Visit
) -> None:
    dsn = await new_database()
    browser = visit(await start_server(dsn))
    ended, living = await sign_up(browser), await sign_up(browser)
    await browser.post("/api/auth/logout", headers=bearer(ended["access_token"]))
    after = visit(await start_server(dsn))
    assert await whoami(after, ended["access_token"]) == 401
    assert await whoami(after, living["access_token"]) == 200


async def test_what_is_long_over_is_swept_and_what_lives_stays(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    people = [await sign_up(browser) for _ in range(4)]
    ended, just_ended, expired, living = (int(each["user"]["id"]) for each in people)
    await database.fetch("update sessions set ended_at = now() - interval '1 day' where user_id = $1", ended)
    await database.fetch("update sessions set ended_at = now() where user_id = $1", just_ended)
    await database.fetch("update sessions set expires_at = now() - interval '1 day' where user_id = $1", expired)
    await database.fetch(
        "insert into failures values ('old', 1, now() - interval '1 day'), ('new', 1, now() + interval '1 minute')"
        " on conflict do nothing"
    )
    await server.house.accounts.sweep()
    left = await database.fetch(
        "select user_id from sessions where user_id = any($1)", [ended, just_ended, expired, living]
    )
    assert {row["user_id"] for row in left} == {just_ended, living}
    keys = await database.fetch("select key from failures where key in ('old', 'new')")
    assert [row["key"] for row in keys] == ["new"]


async def test_more_than_one_batch_is_swept_at_once(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    user_id = int((await sign_up(browser))["user"]["id"])
    await database.fetch(
        """
        with old as (select n, now() - interval '100 days' as day from generate_series(1, 2500) n),
            failed as (insert into failures select 'sweep ' || n, 1, day from old),
            coded as (
                insert into codes (email_key, purpose, hash, expires_at)
                select 'sweep' || n || '@cosmos.example', 'sign_in', 'x', day from old
            )
        insert into server_invites (code, created_by, expires_at) select 'sweep ' || n, $1, day from old
        """,
        user_id,
    )
    await server.house.accounts.sweep()
    left = """
        select (select count(*) from failures where key like 'sweep %')
            + (select count(*) from codes where email_key like 'sweep%')
            + (select count(*) from server_invites where code like 'sweep %')
    """
    assert await database.fetchval(left) == 0


def test_without_a_secret_there_is_nothing_to_sign_with(settings: Settings) -> None:
    with pytest.raises(ValueError, match="secret_key"):
        House(replace(settings, secret_key=None), "postgresql://nowhere/nothing")
