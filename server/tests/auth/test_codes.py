"""Codes by mail: they sign in and prove an address, each once, and guessing does not help."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from kocmoc.core.db import Database
from tests.auth.conftest import StartServer, Visit, bearer, form, sign_in, sign_up, whoami
from tests.auth.post import code_for, letters_to, other_than
from tests.cast import PASSWORD
from tests.stage import Running

NEW = "следующая-остановка-Луна"


async def ask(browser: httpx.AsyncClient, email: str, token: str | None = None) -> httpx.Response:
    return await browser.post("/api/auth/send-code", json={"email": email}, headers=bearer(token) if token else {})


async def verify(browser: httpx.AsyncClient, email: str, code: object, token: str | None = None) -> httpx.Response:
    body = {"email": email, "code": code}
    return await browser.post("/api/auth/verify-code", json=body, headers=bearer(token) if token else {})


async def reset(browser: httpx.AsyncClient, email: str, code: str, password: str = NEW) -> httpx.Response:
    body = {"email": email, "code": code, "new_password": password}
    return await browser.post("/api/auth/reset", json=body)


async def newcomer_with_code(browser: httpx.AsyncClient, server: Running, **changes: Any) -> tuple[dict[str, Any], str]:
    """Somebody who has just registered and asked for a code: what the server said of them, and the code."""
    body = await sign_up(browser, **changes)
    assert (await ask(browser, body["user"]["email"])).status_code == 202
    return body, await code_for(server, body["user"]["email"])


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def forget_resend(database: Database) -> None:
    """As if a minute had passed since every code was sent."""
    await database.fetch("update codes set sent_at = sent_at - interval '61 seconds'")


async def test_a_code_signs_in_and_proves_the_address(browser: httpx.AsyncClient, server: Running) -> None:
    body, code = await newcomer_with_code(browser, server)
    assert body["user"]["email_verified"] is False
    answer = await verify(browser, body["user"]["email"].upper(), code)
    assert answer.status_code == 200
    assert answer.json()["user"] == body["user"] | {"email_verified": True}
    assert await whoami(browser, answer.json()["access_token"]) == 200
    assert (await browser.post("/api/auth/refresh")).status_code == 200


async def test_the_answer_does_not_tell_whether_there_is_an_account(
    browser: httpx.AsyncClient, server: Running
) -> None:
    known, unknown = (await sign_up(browser))["user"]["email"], form()["email"]
    for expected in (202, 429):
        answers = [await ask(browser, email) for email in (known, unknown)]
        assert {answer.status_code for answer in answers} == {expected}
        bodies = [{**answer.json(), "request_id": ""} for answer in answers]
        assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "code_too_soon"
    assert all(50 <= int(answer.headers["retry-after"]) <= 60 for answer in answers)
    assert len(await letters_to(server, known)) == 1
    assert await letters_to(server, unknown) == []


async def test_what_is_said_is_how_long_the_code_lives_and_when_to_ask_again(browser: httpx.AsyncClient) -> None:
    assert (await ask(browser, form()["email"])).json() == {"expires_in": 600, "retry_after": 60}


async def test_an_unknown_address_fails_and_locks_like_any_other(browser: httpx.AsyncClient) -> None:
    email = form()["email"]
    await ask(browser, email)
    answers = [await verify(browser, email, "000000") for _ in range(6)]
    assert [refusal(answer) for answer in answers] == [(401, "invalid_code")] * 5 + [(429, "locked")]


async def test_a_code_works_once(browser: httpx.AsyncClient, server: Running) -> None:
    body, code = await newcomer_with_code(browser, server)
    assert (await verify(browser, body["user"]["email"], code)).status_code == 200
    assert refusal(await verify(browser, body["user"]["email"], code)) == (401, "invalid_code")


async def test_of_twenty_who_come_with_the_same_code_at_once_one_gets_in(
    browser: httpx.AsyncClient, server: Running, visit: Visit
) -> None:
    body, code = await newcomer_with_code(browser, server)
    answers = await asyncio.gather(*(verify(visit(), body["user"]["email"], code) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers)[200] == 1
    assert {refusal(answer)[1] for answer in answers if answer.status_code != 200} <= {"invalid_code", "locked"}


async def test_of_two_who_come_with_the_same_code_to_two_servers_one_gets_in(
    start_server: StartServer, new_database: Callable[[], Awaitable[str]], visit: Visit
) -> None:
    dsn = await new_database()
    one, other = await start_server(dsn), await start_server(dsn)
    body, code = await newcomer_with_code(visit(one), one)
    answers = await asyncio.gather(*(verify(visit(at), body["user"]["email"], code) for at in (one, other)))
    assert sorted(answer.status_code for answer in answers) == [200, 401]


async def test_a_new_code_takes_the_place_of_the_one_before(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    body, old = await newcomer_with_code(browser, server)
    await forget_resend(database)
    assert (await ask(browser, body["user"]["email"])).status_code == 202
    new = await code_for(server, body["user"]["email"])
    if new != old:
        assert refusal(await verify(browser, body["user"]["email"], old)) == (401, "invalid_code")
    assert (await verify(browser, body["user"]["email"], new)).status_code == 200


async def test_of_twenty_who_ask_at_once_one_code_is_sent(browser: httpx.AsyncClient, server: Running) -> None:
    email = (await sign_up(browser))["user"]["email"]
    answers = await asyncio.gather(*(ask(browser, email) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {202: 1, 429: 19}
    assert len(await letters_to(server, email)) == 1


async def test_an_expired_code_is_a_wrong_one(browser: httpx.AsyncClient, server: Running, database: Database) -> None:
    body, code = await newcomer_with_code(browser, server)
    await database.fetch("update codes set expires_at = now() where user_id = $1", int(body["user"]["id"]))
    assert refusal(await verify(browser, body["user"]["email"], code)) == (401, "invalid_code")


async def test_the_settings_say_how_long_a_code_lives(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(code_ttl_seconds=120)
    browser = visit(server)
    body = await sign_up(browser)
    assert (await ask(browser, body["user"]["email"])).json()["expires_in"] == 120
    (letter,) = await letters_to(server, body["user"]["email"])
    assert "2 minutes" in letter.body("plain")


@pytest.mark.parametrize(
    "shape",
    [
        "{} ",
        " {}",
        "{}\n",
        "12345",
        "1234567",
        "１２３４５６",
        "٠١٢٣٤٥",
        "12 456",
        "-12345",
        "12345a",
        "",
        "0x1234",
        "1e5000",
    ],
)
async def test_what_is_no_code_is_invalid_and_no_try(browser: httpx.AsyncClient, server: Running, shape: str) -> None:
    body, code = await newcomer_with_code(browser, server)
    for _ in range(6):
        answer = await verify(browser, body["user"]["email"], shape.format(code))
        assert refusal(answer) == (422, "validation_failed")
        assert answer.json()["errors"][0]["field"] == "code"
    assert (await verify(browser, body["user"]["email"], code)).status_code == 200


@pytest.mark.parametrize("kind", [int, float, lambda code: [code], lambda code: {"code": code}, lambda _: None])
async def test_a_code_is_text(browser: httpx.AsyncClient, server: Running, kind: Callable[[str], object]) -> None:
    body, code = await newcomer_with_code(browser, server)
    assert (await verify(browser, body["user"]["email"], kind(code))).status_code == 422


async def test_the_sixth_try_is_refused_even_with_the_right_code(browser: httpx.AsyncClient, server: Running) -> None:
    body, code = await newcomer_with_code(browser, server)
    for _ in range(5):
        assert refusal(await verify(browser, body["user"]["email"], other_than(code))) == (401, "invalid_code")
    answer = await verify(browser, body["user"]["email"], code)
    assert refusal(answer) == (429, "locked")
    assert 890 <= int(answer.headers["retry-after"]) <= 900
    assert refusal(await reset(browser, body["user"]["email"], code)) == (429, "locked")


async def test_of_two_hundred_parallel_guesses_five_are_looked_at(browser: httpx.AsyncClient, server: Running) -> None:
    body, code = await newcomer_with_code(browser, server)
    wrong = other_than(code)
    answers = await asyncio.gather(*(verify(browser, body["user"]["email"], wrong) for _ in range(200)))
    assert Counter(answer.status_code for answer in answers) == {401: 5, 429: 195}


async def test_a_code_dies_with_its_fifth_wrong_guess_however_loose_the_lock(
    start_server: StartServer, visit: Visit
) -> None:
    server = await start_server(login_max_failures=1000)
    browser = visit(server)
    body, code = await newcomer_with_code(browser, server)
    wrong = other_than(code)
    await asyncio.gather(*(verify(browser, body["user"]["email"], wrong) for _ in range(5)))
    assert refusal(await verify(browser, body["user"]["email"], code)) == (401, "invalid_code")
    tries = "select tries from codes where user_id = $1"
    assert await server.house.database.fetchval(tries, int(body["user"]["id"])) == 5


async def test_the_twenty_sixth_wrong_code_of_an_hour_is_refused_whatever_was_right_between(
    start_server: StartServer, visit: Visit
) -> None:
    server = await start_server(login_max_failures=1000)
    browser, database = visit(server), server.house.database
    body, code = await newcomer_with_code(browser, server)
    email = body["user"]["email"]
    for _ in range(5):
        for _ in range(5):
            await database.fetch("update codes set tries = 0")
            assert (await verify(browser, email, other_than(code))).status_code == 401
        await database.fetch("update codes set tries = 0")
        last = await verify(browser, email, code)
        if last.status_code == 200:
            assert (await ask(browser, email)).status_code == 202
            code = await code_for(server, email)
    assert refusal(last) == (429, "locked")
    assert int(last.headers["retry-after"]) > 3500


async def test_a_locked_password_locks_neither_codes_nor_sessions(browser: httpx.AsyncClient, server: Running) -> None:
    body, code = await newcomer_with_code(browser, server)
    for _ in range(6):
        locked = await sign_in(browser, body["user"]["username"], "wrong")
    assert locked.status_code == 429
    assert await whoami(browser, body["access_token"]) == 200
    assert (await verify(browser, body["user"]["email"], code)).status_code == 200


async def test_locked_codes_do_not_lock_the_password(browser: httpx.AsyncClient, server: Running) -> None:
    body, code = await newcomer_with_code(browser, server)
    for _ in range(6):
        locked = await verify(browser, body["user"]["email"], other_than(code))
    assert locked.status_code == 429
    assert (await sign_in(browser, body["user"]["username"])).status_code == 200


async def test_a_code_of_another_address_or_purpose_opens_nothing(
    browser: httpx.AsyncClient, server: Running, visit: Visit
) -> None:
    mine, code = await newcomer_with_code(browser, server)
    other = await sign_up(visit())
    await ask(browser, other["user"]["email"])
    theirs = await code_for(server, other["user"]["email"])
    if theirs != code:
        assert refusal(await verify(browser, other["user"]["email"], code)) == (401, "invalid_code")
    email = form()["email"]
    await ask(browser, email, mine["access_token"])
    assert refusal(await verify(browser, email, await code_for(server, email))) == (401, "invalid_code")
    await ask(browser, mine["user"]["email"], mine["access_token"])
    change = (await letters_to(server, mine["user"]["email"]))[-1].code
    if change != code:
        assert refusal(await verify(browser, mine["user"]["email"], change)) == (401, "invalid_code")


async def test_the_first_proof_from_outside_ends_what_whoever_registered_has(
    browser: httpx.AsyncClient, server: Running, visit: Visit
) -> None:
    """Somebody has registered with an address that is not theirs; its owner comes."""
    body, code = await newcomer_with_code(browser, server)
    owner = visit()
    answer = await verify(owner, body["user"]["email"], code)
    assert answer.status_code == 200
    assert await whoami(browser, body["access_token"]) == 401
    assert (await browser.post("/api/auth/refresh")).status_code == 401
    assert (await sign_in(browser, body["user"]["username"])).status_code == 401
    assert await whoami(owner, answer.json()["access_token"]) == 200


async def test_a_stranger_who_is_signed_in_is_outside_too(
    browser: httpx.AsyncClient, server: Running, visit: Visit
) -> None:
    body, code = await newcomer_with_code(browser, server)
    stranger = await sign_up(visit())
    assert (await verify(visit(), body["user"]["email"], code, stranger["access_token"])).status_code == 200
    assert await whoami(browser, body["access_token"]) == 401
    assert (await sign_in(visit(), stranger["user"]["username"])).status_code == 200


async def test_the_first_proof_from_ones_own_session_ends_nothing(browser: httpx.AsyncClient, server: Running) -> None:
    body, code = await newcomer_with_code(browser, server)
    assert (await verify(browser, body["user"]["email"], code, body["access_token"])).status_code == 200
    assert await whoami(browser, body["access_token"]) == 200
    assert (await sign_in(browser, body["user"]["username"])).status_code == 200


async def test_a_later_proof_ends_nothing(browser: httpx.AsyncClient, server: Running, visit: Visit) -> None:
    body, code = await newcomer_with_code(browser, server)
    await verify(browser, body["user"]["email"], code, body["access_token"])
    await ask(browser, body["user"]["email"])
    again = await verify(visit(), body["user"]["email"], await code_for(server, body["user"]["email"]))
    assert again.status_code == 200
    assert await whoami(browser, body["access_token"]) == 200
    assert (await sign_in(browser, body["user"]["username"])).status_code == 200


async def test_a_forgotten_password_is_replaced_and_everybody_else_is_out(
    browser: httpx.AsyncClient, server: Running, visit: Visit
) -> None:
    body, code = await newcomer_with_code(browser, server)
    for _ in range(6):
        await sign_in(visit(), body["user"]["username"], "wrong")
    owner = visit()
    answer = await reset(owner, body["user"]["email"], code)
    assert answer.status_code == 200
    assert answer.json()["user"]["email_verified"] is True
    assert await whoami(owner, answer.json()["access_token"]) == 200
    assert await whoami(browser, body["access_token"]) == 401
    assert (await sign_in(owner, body["user"]["username"], NEW)).status_code == 200
    assert (await sign_in(owner, body["user"]["username"], PASSWORD)).status_code == 401
    assert refusal(await reset(owner, body["user"]["email"], code)) == (401, "invalid_code")


@pytest.mark.parametrize("password", ["short", "x" * 73, "12345678\x00"])
async def test_a_new_password_out_of_bounds_costs_no_try(
    browser: httpx.AsyncClient, server: Running, password: str
) -> None:
    body, code = await newcomer_with_code(browser, server)
    for _ in range(6):
        answer = await reset(browser, body["user"]["email"], code, password)
        assert refusal(answer) == (422, "validation_failed")
        assert answer.json()["errors"][0]["field"] == "new_password"
    assert (await reset(browser, body["user"]["email"], code)).status_code == 200


async def test_a_code_is_stored_under_a_key_and_never_shown(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    body, code = await newcomer_with_code(browser, server)
    row = await database.fetchrow("select c::text as whole from codes c where user_id = $1", int(body["user"]["id"]))
    assert row is not None
    assert code not in row["whole"]


async def test_a_disabled_account_is_sent_nothing_and_its_code_opens_nothing(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    body, code = await newcomer_with_code(browser, server)
    await database.fetch("update users set disabled_at = now() where id = $1", int(body["user"]["id"]))
    assert refusal(await verify(browser, body["user"]["email"], code)) == (401, "invalid_code")
    await forget_resend(database)
    assert (await ask(browser, body["user"]["email"])).status_code == 202
    assert len(await letters_to(server, body["user"]["email"])) == 1


@pytest.mark.parametrize(
    "email", ["", "gagarin", "a@b", "x@cosmos.example\r\nBcc: y@cosmos.example", "x" * 300, None, 1, []]
)
async def test_what_is_no_address_is_422(browser: httpx.AsyncClient, email: str) -> None:
    assert (await ask(browser, email)).status_code == 422


async def test_a_letter_goes_where_the_account_is_whoever_asked_in_whatever_letters(
    browser: httpx.AsyncClient, server: Running
) -> None:
    """Full-width letters are the same address to us; to a mail server they may be somebody else's."""
    email = (await sign_up(browser))["user"]["email"]
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isascii() and each.isalpha() else each for each in email)
    assert (await ask(browser, wide)).status_code == 202
    assert len(await letters_to(server, email)) == 1
    assert await letters_to(server, wide) == []


async def test_a_bad_token_is_refused_even_where_none_is_needed(browser: httpx.AsyncClient) -> None:
    email = form()["email"]
    assert refusal(await ask(browser, email, "nonsense")) == (401, "unauthorized")
    assert refusal(await verify(browser, email, "123456", "nonsense")) == (401, "unauthorized")


async def test_an_address_and_everybody_together_may_ask_only_so_often(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(
        address_limits=True,
        address_limit_codes=(2, 3600),
        code_limit=(3, 3600),
        trusted_proxies=(ip_network("127.0.0.1"),),
    )
    one, other = (visit(server, **{"x-forwarded-for": f"203.0.113.{n}"}) for n in (1, 2))
    statuses = [(await ask(one, form()["email"])).status_code for _ in range(3)]
    assert statuses == [202, 202, 429]
    answers = [await ask(other, form()["email"]) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 429]
    assert 3500 <= int(answers[-1].headers["retry-after"]) <= 3600


async def test_a_code_that_cannot_be_sent_replaces_none_that_was(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(address_limits=True, code_limit=(1, 3600))
    browser = visit(server)
    body, code = await newcomer_with_code(browser, server)
    await forget_resend(server.house.database)
    assert (await ask(browser, body["user"]["email"])).status_code == 429
    assert (await verify(browser, body["user"]["email"], code)).status_code == 200


async def test_an_account_may_ask_only_so_often_wherever_it_comes_from(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(
        address_limits=True, address_limit_codes=(2, 3600), trusted_proxies=(ip_network("127.0.0.1"),)
    )
    token = (await sign_up(visit(server)))["access_token"]
    browsers = [visit(server, **{"x-forwarded-for": f"203.0.113.{n}"}) for n in range(4)]
    answers = [await ask(each, form()["email"], token) for each in browsers[:3]]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert int(answers[-1].headers["retry-after"]) > 1700
    assert (await ask(browsers[3], form()["email"])).status_code == 202


async def test_guessing_codes_counts_as_signing_in_from_an_address(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(address_limits=True, address_limit_login=(3, 60))
    browser = visit(server)
    statuses = [(await verify(browser, form()["email"], "123456")).status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


async def test_codes_that_have_long_expired_are_swept(
    browser: httpx.AsyncClient, server: Running, database: Database
) -> None:
    emails = [form()["email"] for _ in range(2)]
    for email in emails:
        await ask(browser, email)
    await database.fetch("update codes set expires_at = now() - interval '1 hour' where email_key = $1", emails[0])
    await server.house.accounts.sweep()
    left = await database.fetch("select email_key from codes where email_key = any($1::text[])", emails)
    assert [row["email_key"] for row in left] == [emails[1]]
