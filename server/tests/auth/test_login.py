"""Signing in: one answer for everything that is wrong, and only a few tries."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from ipaddress import ip_network

import bcrypt
import httpx
import pytest

from kocmoc.auth.errors import Busy
from kocmoc.auth.lockout import Lockout
from kocmoc.auth.passwords import Passwords
from kocmoc.core.db import Database
from tests.auth.conftest import StartServer, Visit, form, sign_in, sign_up, whoami
from tests.cast import PASSWORD


async def test_one_signs_in_with_the_username_or_the_e_mail_in_any_case(browser: httpx.AsyncClient) -> None:
    me = (await sign_up(browser))["user"]
    for login in (me["username"], me["username"].upper(), me["email"], me["email"].upper(), f" {me['email']} "):
        answer = await sign_in(browser, login)
        assert answer.status_code == 200
        assert answer.json()["user"] == me
        assert await whoami(browser, answer.json()["access_token"]) == 200


async def test_a_wrong_password_and_an_unknown_login_get_the_same_answer_for_the_same_work(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = (await sign_up(browser))["user"]
    costs = []
    checkpw = bcrypt.checkpw

    def counted(password: bytes, hashed: bytes) -> bool:
        costs.append(hashed[:7])
        return checkpw(password, hashed)

    monkeypatch.setattr(bcrypt, "checkpw", counted)
    answers = [
        await sign_in(browser, login, "not the password")
        for login in (me["username"], me["email"], "nobody_at_all", "nobody@cosmos.example", "", "a@@b", "💫")
    ]
    assert {answer.status_code for answer in answers} == {401}
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert bodies == [bodies[0]] * len(bodies)
    assert bodies[0]["code"] == "invalid_credentials"
    assert costs == [b"$2b$04$"] * len(answers)


@pytest.mark.parametrize("password", ["x" * 73, "", "\x00", PASSWORD + "\x00", "x" * 100_000])
async def test_what_can_be_nobodys_password_is_wrong_like_any_other(browser: httpx.AsyncClient, password: str) -> None:
    me = (await sign_up(browser))["user"]
    answer = await sign_in(browser, me["username"], password)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


async def test_a_hash_of_nobody_is_nobodys_password(browser: httpx.AsyncClient, database: Database) -> None:
    """An account without a password, and one whose password is the empty text that is verified instead."""
    me = (await sign_up(browser))["user"]
    await database.fetchval("delete from passwords where user_id = $1", int(me["id"]))
    for password in (PASSWORD, "", "nobody"):
        assert (await sign_in(browser, me["username"], password)).status_code == 401


async def test_the_sixth_try_is_refused_even_with_the_right_password(browser: httpx.AsyncClient) -> None:
    me = (await sign_up(browser))["user"]
    for _ in range(5):
        assert (await sign_in(browser, me["username"], "wrong")).status_code == 401
    for password in (PASSWORD, "wrong"):
        answer = await sign_in(browser, me["email"], password)
        assert (answer.status_code, answer.json()["code"]) == (429, "locked")
        assert 890 <= int(answer.headers["retry-after"]) <= 900


async def test_an_unknown_login_locks_like_any_other(browser: httpx.AsyncClient, database: Database) -> None:
    login = form()["username"]
    statuses = [(await sign_in(browser, each)).status_code for each in [login, login.upper(), f" {login} "] * 3]
    assert statuses == [401] * 5 + [429] * 4
    assert not await database.fetch("select from failures where key like $1", f"%{login}%")


async def test_of_two_hundred_parallel_tries_five_are_looked_at(browser: httpx.AsyncClient) -> None:
    me = (await sign_up(browser))["user"]
    answers = await asyncio.gather(*(sign_in(browser, me["username"], f"guess {n}") for n in range(200)))
    assert Counter(answer.status_code for answer in answers) == {401: 5, 429: 195}


async def test_of_two_hundred_parallel_tries_over_two_servers_five_are_looked_at(
    start_server: StartServer, new_database: Callable[[], Awaitable[str]], visit: Visit
) -> None:
    """The count is in the database, not in a process."""
    dsn = await new_database()
    one, other = await start_server(dsn), await start_server(dsn)
    me = (await sign_up(visit(one)))["user"]
    browsers = [visit(one), visit(other)]
    answers = await asyncio.gather(*(sign_in(browsers[n % 2], me["username"], f"guess {n}") for n in range(200)))
    assert Counter(answer.status_code for answer in answers) == {401: 5, 429: 195}


async def test_many_right_tries_at_once_do_not_lock_each_other_out(browser: httpx.AsyncClient) -> None:
    me = (await sign_up(browser))["user"]
    answers = await asyncio.gather(*(sign_in(browser, me["username"]) for _ in range(30)))
    assert {answer.status_code for answer in answers} == {200}


async def test_the_right_password_clears_the_count(browser: httpx.AsyncClient) -> None:
    me = (await sign_up(browser))["user"]
    for _ in range(3):
        for _ in range(4):
            assert (await sign_in(browser, me["username"], "wrong")).status_code == 401
        assert (await sign_in(browser, me["username"])).status_code == 200


async def test_a_lock_ends_and_tries_during_it_do_not_prolong_it(
    browser: httpx.AsyncClient, database: Database
) -> None:
    me = (await sign_up(browser))["user"]
    key = f"password:{me['id']}"
    for _ in range(6):
        await sign_in(browser, me["username"], "wrong")
    ends_at = await database.fetchval("select window_ends_at from failures where key = $1", key)
    assert (await sign_in(browser, me["username"])).status_code == 429
    assert await database.fetchval("select window_ends_at from failures where key = $1", key) == ends_at
    await database.fetch("update failures set window_ends_at = now() where key = $1", key)
    assert (await sign_in(browser, me["username"], "wrong")).status_code == 401
    assert (await sign_in(browser, me["username"])).status_code == 200


async def test_a_lock_lasts_as_long_as_it_says_however_old_the_first_failure(
    browser: httpx.AsyncClient, database: Database
) -> None:
    me = (await sign_up(browser))["user"]
    for _ in range(5):
        await sign_in(browser, me["username"], "wrong")
    await database.fetch(
        "update failures set window_ends_at = now() + interval '1 minute' where key = $1", f"password:{me['id']}"
    )
    assert int((await sign_in(browser, me["username"])).headers["retry-after"]) >= 890


async def test_locking_somebody_out_leaves_their_sessions_alone(browser: httpx.AsyncClient, visit: Visit) -> None:
    body = await sign_up(browser)
    attacker = visit()
    for _ in range(6):
        answer = await sign_in(attacker, body["user"]["username"], "wrong")
    assert answer.status_code == 429
    assert await whoami(browser, body["access_token"]) == 200
    assert (await browser.post("/api/auth/refresh")).status_code == 200


async def test_a_disabled_account_is_as_good_as_none(browser: httpx.AsyncClient, database: Database) -> None:
    me = (await sign_up(browser))["user"]
    await database.fetch("update users set disabled_at = now() where id = $1", int(me["id"]))
    answer = await sign_in(browser, me["username"])
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


async def test_the_settings_say_how_many_failures_and_how_long(start_server: StartServer, visit: Visit) -> None:
    browser = visit(await start_server(login_max_failures=2, login_lock_seconds=30))
    me = (await sign_up(browser))["user"]
    statuses = [(await sign_in(browser, me["username"], "wrong")).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]
    assert 1 <= int((await sign_in(browser, me["username"])).headers["retry-after"]) <= 30


async def test_an_address_may_sign_in_and_register_only_so_often(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(
        address_limits=True,
        address_limit_login=(3, 60),
        address_limit_register=(2, 3600),
        trusted_proxies=(ip_network("127.0.0.1"),),
    )
    await sign_up(visit(server))
    one, other = (
        visit(server, **{"x-forwarded-for": "203.0.113.1"}),
        visit(server, **{"x-forwarded-for": "203.0.113.2"}),
    )
    registered = [await one.post("/api/auth/register", json=form()) for _ in range(3)]
    assert [answer.status_code for answer in registered] == [201, 201, 429]
    assert 1 <= int(registered[-1].headers["retry-after"]) <= 1800
    signed_in = [await sign_in(one, form()["username"]) for _ in range(4)]
    assert [answer.status_code for answer in signed_in] == [401, 401, 401, 429]
    assert 1 <= int(signed_in[-1].headers["retry-after"]) <= 20
    assert (await other.post("/api/auth/register", json=form())).status_code == 201
    assert (await sign_in(other, form()["username"])).status_code == 401


async def test_a_forwarded_address_counts_only_from_a_proxy_we_trust(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(address_limits=True, address_limit_login=(2, 60))
    await sign_up(visit(server))
    statuses = [
        (await sign_in(visit(server, **{"x-forwarded-for": f"203.0.113.{n}"}), form()["username"])).status_code
        for n in range(3)
    ]
    assert statuses == [401, 401, 429]


async def test_when_too_many_wait_for_a_hash_the_next_is_asked_to_come_back() -> None:
    passwords = Passwords(4)
    answers = await asyncio.gather(*(passwords.verify("guess", None) for _ in range(300)), return_exceptions=True)
    passwords.close()
    assert Counter(map(type, answers)) == {bool: 256, Busy: 44}


async def test_a_try_nobody_had_time_for_does_not_count(database: Database) -> None:
    lockout, key = Lockout(database, 5, 900), f"password:?{form()['username']}"

    async def busy() -> bool:
        raise Busy

    for _ in range(20):
        with pytest.raises(Busy):
            await lockout.check(key, busy)
    assert await database.fetchval("select count from failures where key = $1", key) == 0
