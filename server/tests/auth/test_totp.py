"""Two steps: after the password, or the mailed code, a code of the authenticator; each of them once."""

import asyncio
from collections import Counter
from time import time
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
import pytest

from kocmoc.auth.totp import rules
from kocmoc.core.db import Database
from tests.auth.conftest import Visit, bearer, form, sign_in, sign_up, whoami
from tests.auth.post import code_for, other_than
from tests.auth.test_codes import NEW, ask, refusal
from tests.cast import PASSWORD
from tests.stage import Running


class Authenticator:
    """An app on a phone, with the secret somebody has shown it."""

    def __init__(self, uri: str) -> None:
        self.uri = urlsplit(uri)
        spelled = parse_qs(self.uri.query)["secret"][0]
        self.secret = rules.base64.b32decode(spelled)

    def code(self, steps: int = 0) -> str:
        """The code it shows now, or showed so many half-minutes ago or will."""
        return rules.code(self.secret, int(time()) // 30 + steps)


async def post(browser: httpx.AsyncClient, path: str, token: str, **body: Any) -> httpx.Response:
    return await browser.post(f"/api/auth/totp/{path}", json=body or None, headers=bearer(token))


async def login(browser: httpx.AsyncClient, username: str, totp: object, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/api/auth/login", json={"login": username, "password": password, "totp": totp})


class Guarded:
    """Somebody with two steps, and what they need for them."""

    def __init__(self, body: dict[str, Any], phone: Authenticator, recovery_codes: list[str]) -> None:
        self.token: str = body["access_token"]
        self.username: str = body["user"]["username"]
        self.email: str = body["user"]["email"]
        self.id = int(body["user"]["id"])
        self.phone = phone
        self.recovery_codes = recovery_codes


@pytest.fixture
async def guarded(browser: httpx.AsyncClient) -> Guarded:
    body = await sign_up(browser)
    phone = Authenticator((await post(browser, "setup", body["access_token"])).json()["uri"])
    enabled = await post(browser, "enable", body["access_token"], code=phone.code())
    assert enabled.status_code == 200
    return Guarded(body, phone, enabled.json()["recovery_codes"])


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, the last six digits."""
    secret = b"12345678901234567890"
    for moment, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert rules.code(secret, moment // 30) == code
        assert rules.find_step(secret, code, moment) == moment // 30


async def test_setting_up_shows_a_secret_every_authenticator_understands(browser: httpx.AsyncClient) -> None:
    body = await sign_up(browser)
    answer = (await post(browser, "setup", body["access_token"])).json()
    phone = Authenticator(answer["uri"])
    assert phone.uri.scheme == "otpauth"
    assert unquote(phone.uri.path) == f"/KOCMOC:{body['user']['username']}"
    assert parse_qs(phone.uri.query) == {"secret": [answer["secret"]], "issuer": ["KOCMOC"]}
    assert len(phone.secret) == 20


async def test_until_it_is_enabled_nothing_is_asked_for(browser: httpx.AsyncClient, visit: Visit) -> None:
    body = await sign_up(browser)
    first = (await post(browser, "setup", body["access_token"])).json()
    second = (await post(browser, "setup", body["access_token"])).json()
    assert first["secret"] != second["secret"]
    assert (await sign_in(visit(), body["user"]["username"])).status_code == 200
    old = Authenticator(first["uri"]).code()
    if old != Authenticator(second["uri"]).code():
        assert refusal(await post(browser, "enable", body["access_token"], code=old)) == (401, "invalid_code")
    me = (await browser.get("/api/users/me", headers=bearer(body["access_token"]))).json()
    assert me["totp_enabled"] is False


async def test_from_then_on_a_password_alone_is_not_enough(
    browser: httpx.AsyncClient, guarded: Guarded, visit: Visit
) -> None:
    me = (await browser.get("/api/users/me", headers=bearer(guarded.token))).json()
    assert me["totp_enabled"] is True
    assert await whoami(browser, guarded.token) == 200
    assert refusal(await sign_in(visit(), guarded.username)) == (401, "totp_required")
    assert refusal(await sign_in(visit(), guarded.username, "wrong")) == (401, "invalid_credentials")
    answer = await login(visit(), guarded.username, guarded.phone.code())
    assert answer.status_code == 200
    assert answer.json()["user"]["totp_enabled"] is True


async def test_who_signs_in_elsewhere_at_once_needs_no_other_code_than_the_one_that_enabled_it(
    browser: httpx.AsyncClient, visit: Visit
) -> None:
    body = await sign_up(browser)
    phone = Authenticator((await post(browser, "setup", body["access_token"])).json()["uri"])
    code = phone.code()
    assert (await post(browser, "enable", body["access_token"], code=code)).status_code == 200
    assert (await login(visit(), body["user"]["username"], code)).status_code == 200
    assert refusal(await login(visit(), body["user"]["username"], code)) == (401, "invalid_totp")


async def test_a_code_of_the_same_half_minute_works_once(guarded: Guarded, visit: Visit) -> None:
    code = guarded.phone.code()
    assert (await login(visit(), guarded.username, code)).status_code == 200
    assert refusal(await login(visit(), guarded.username, code)) == (401, "invalid_totp")
    assert refusal(await login(visit(), guarded.username, guarded.phone.code(-1))) == (401, "invalid_totp")
    assert (await login(visit(), guarded.username, guarded.phone.code(+1))).status_code == 200


async def test_of_ten_with_the_same_code_at_once_one_gets_in(guarded: Guarded, visit: Visit) -> None:
    code = guarded.phone.code()
    answers = await asyncio.gather(*(login(visit(), guarded.username, code) for _ in range(10)))
    assert Counter(answer.status_code for answer in answers)[200] == 1


@pytest.mark.parametrize(
    "totp", ["", " ", "12345", "1234567", "１２３４５６", "aaaa-bbbb-cccc-dddd", "x" * 999, "\x00"]
)
async def test_a_wrong_second_step_is_refused(guarded: Guarded, visit: Visit, totp: str) -> None:
    assert refusal(await login(visit(), guarded.username, totp)) == (401, "invalid_totp")


@pytest.mark.parametrize("totp", [123456, True, [], {}])
async def test_a_second_step_is_text(guarded: Guarded, visit: Visit, totp: object) -> None:
    assert (await login(visit(), guarded.username, totp)).status_code == 422


async def test_codes_of_long_ago_and_of_later_are_wrong(guarded: Guarded, visit: Visit) -> None:
    near = {guarded.phone.code(steps) for steps in (-1, 0, 1, 2)}
    for steps in (-3, 4, 1000):
        code = guarded.phone.code(steps)
        if code not in near:
            assert refusal(await login(visit(), guarded.username, code)) == (401, "invalid_totp")


async def test_the_sixth_wrong_second_step_locks_it_and_nothing_else(guarded: Guarded, visit: Visit) -> None:
    wrong = other_than(guarded.phone.code())
    answers = await asyncio.gather(*(login(visit(), guarded.username, wrong) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {401: 5, 429: 15}
    assert refusal(await login(visit(), guarded.username, guarded.phone.code(1))) == (429, "locked")
    assert refusal(await sign_in(visit(), guarded.username)) == (401, "totp_required")
    assert await whoami(visit(), guarded.token) == 200


async def test_nobody_can_lock_the_second_step_without_the_first(guarded: Guarded, visit: Visit) -> None:
    for _ in range(5):
        assert (await login(visit(), guarded.username, "000000", "wrong")).status_code == 401
    body = {"email": guarded.email, "code": "000000", "totp": "000000"}
    for _ in range(5):
        assert (await visit().post("/api/auth/verify-code", json=body)).status_code == 401


async def test_a_recovery_code_takes_the_place_of_the_phone_once(
    guarded: Guarded, visit: Visit, database: Database
) -> None:
    assert len(set(guarded.recovery_codes)) == 10
    first, second = guarded.recovery_codes[:2]
    for typed, expected in ((first, 200), (first, 401), (f" {second.upper().replace('-', ' ')} ", 200)):
        assert (await login(visit(), guarded.username, typed)).status_code == expected
    kept = await database.fetchval("select count(*) from recovery_codes where user_id = $1", guarded.id)
    assert kept == 8


async def test_nothing_that_opens_is_stored(guarded: Guarded, database: Database) -> None:
    stored = ""
    for table in ("second_factors", "recovery_codes"):
        for row in await database.fetch(f"select t::text as whole from {table} t where user_id = $1", guarded.id):
            stored += row["whole"]
    assert guarded.phone.secret.hex() not in stored
    for code in guarded.recovery_codes:
        assert code not in stored
        assert code.replace("-", "").encode().hex() not in stored


@pytest.mark.parametrize("path", ["verify-code", "reset"])
async def test_a_mailed_code_alone_is_not_enough_either_and_is_not_used_up(
    guarded: Guarded, server: Running, visit: Visit, path: str
) -> None:
    browser = visit()
    await ask(browser, guarded.email)
    body = {"email": guarded.email, "code": await code_for(server, guarded.email)}
    if path == "reset":
        body["new_password"] = NEW
    assert refusal(await browser.post(f"/api/auth/{path}", json=body)) == (401, "totp_required")
    wrong = body | {"totp": "000000"}
    assert refusal(await browser.post(f"/api/auth/{path}", json=wrong)) == (401, "invalid_totp")
    assert await whoami(browser, guarded.token) == 200
    right = await browser.post(f"/api/auth/{path}", json=body | {"totp": guarded.phone.code()})
    assert right.status_code == 200
    assert refusal(await browser.post(f"/api/auth/{path}", json=body)) == (401, "invalid_code")


async def test_whoever_can_do_both_goes_back_to_one_step(
    browser: httpx.AsyncClient, guarded: Guarded, visit: Visit, database: Database
) -> None:
    async def disable(password: str, totp: str) -> httpx.Response:
        return await post(browser, "disable", guarded.token, password=password, totp=totp)

    assert refusal(await disable("wrong", guarded.phone.code())) == (403, "wrong_password")
    assert refusal(await disable(PASSWORD, other_than(guarded.phone.code()))) == (401, "invalid_totp")
    answer = await disable(PASSWORD, guarded.phone.code())
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await sign_in(visit(), guarded.username)).status_code == 200
    assert await database.fetchval("select count(*) from recovery_codes where user_id = $1", guarded.id) == 0
    assert refusal(await disable(PASSWORD, guarded.phone.code())) == (409, "totp_not_set_up")


async def test_what_is_enabled_is_not_set_up_again(browser: httpx.AsyncClient, guarded: Guarded) -> None:
    assert refusal(await post(browser, "setup", guarded.token)) == (409, "totp_enabled")
    assert refusal(await post(browser, "enable", guarded.token, code=guarded.phone.code())) == (409, "totp_enabled")


async def test_what_is_not_set_up_is_not_enabled(browser: httpx.AsyncClient) -> None:
    token = (await sign_up(browser))["access_token"]
    assert refusal(await post(browser, "enable", token, code="123456")) == (409, "totp_not_set_up")


async def test_of_many_who_enable_at_once_one_is_given_recovery_codes(browser: httpx.AsyncClient) -> None:
    token = (await sign_up(browser))["access_token"]
    phone = Authenticator((await post(browser, "setup", token)).json()["uri"])
    answers = await asyncio.gather(*(post(browser, "enable", token, code=phone.code()) for _ in range(5)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 4}


async def test_guessing_while_enabling_is_counted(browser: httpx.AsyncClient) -> None:
    token = (await sign_up(browser))["access_token"]
    phone = Authenticator((await post(browser, "setup", token)).json()["uri"])
    wrong = other_than(phone.code())
    answers = [await post(browser, "enable", token, code=wrong) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


async def test_with_one_step_a_second_is_not_looked_at(browser: httpx.AsyncClient, visit: Visit) -> None:
    username = (await sign_up(browser))["user"]["username"]
    assert (await login(visit(), username, "anything")).status_code == 200
    assert (await login(visit(), form()["username"], "123456")).status_code == 401
