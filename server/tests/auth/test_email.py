"""Another e-mail for an account, and verifying the one it has, from within."""

import httpx
import pytest

from kocmoc.core.db import Database
from tests.auth.conftest import Visit, bearer, form, sign_in, sign_up, whoami
from tests.auth.post import code_for, letters_to, other_than
from tests.auth.test_codes import ask, refusal, verify
from tests.stage import Running


async def change(browser: httpx.AsyncClient, token: str, email: str, code: object) -> httpx.Response:
    body = {"email": email, "code": code}
    return await browser.patch("/api/users/me/email", json=body, headers=bearer(token))


async def me(browser: httpx.AsyncClient, token: str) -> tuple[str, bool]:
    mine = (await browser.get("/api/users/me", headers=bearer(token))).json()
    return mine["email"], mine["email_verified"]


async def test_an_account_moves_to_an_address_that_is_proved(browser: httpx.AsyncClient, server: Running) -> None:
    body, email = await sign_up(browser), form()["email"]
    token = body["access_token"]
    assert (await ask(browser, email, token)).status_code == 202
    answer = await change(browser, token, email, await code_for(server, email))
    assert (answer.status_code, answer.content) == (204, b"")
    assert await me(browser, token) == (email, True)
    assert (await sign_in(browser, email)).status_code == 200
    assert (await sign_in(browser, body["user"]["email"])).status_code == 401


async def test_the_address_one_has_is_verified_the_same_way(browser: httpx.AsyncClient, server: Running) -> None:
    body = await sign_up(browser)
    token, email = body["access_token"], body["user"]["email"]
    await ask(browser, email, token)
    assert (await change(browser, token, email, await code_for(server, email))).status_code == 204
    assert await me(browser, token) == (email, True)
    assert await whoami(browser, token) == 200
    assert (await sign_in(browser, body["user"]["username"])).status_code == 200


async def test_a_code_of_somebody_else_moves_nothing(browser: httpx.AsyncClient, server: Running, visit: Visit) -> None:
    body, other, email = await sign_up(browser), await sign_up(visit()), form()["email"]
    await ask(browser, email, other["access_token"])
    code = await code_for(server, email)
    assert refusal(await change(browser, body["access_token"], email, code)) == (401, "invalid_code")
    assert (await change(browser, other["access_token"], email, code)).status_code == 204


async def test_a_code_to_sign_in_moves_nothing(browser: httpx.AsyncClient, server: Running) -> None:
    body = await sign_up(browser)
    await ask(browser, body["user"]["email"])
    code = await code_for(server, body["user"]["email"])
    answer = await change(browser, body["access_token"], body["user"]["email"], code)
    assert refusal(answer) == (401, "invalid_code")
    assert (await verify(browser, body["user"]["email"], code)).status_code == 200


async def test_an_address_that_has_an_account_is_found_out_only_by_its_owner(
    browser: httpx.AsyncClient, server: Running, visit: Visit
) -> None:
    body, other = await sign_up(browser), await sign_up(visit())
    token, email = body["access_token"], other["user"]["email"]
    assert (await ask(browser, email, token)).status_code == 202
    code = await code_for(server, email)
    assert refusal(await change(browser, token, email, other_than(code))) == (401, "invalid_code")
    assert refusal(await change(browser, token, email, code)) == (409, "email_taken")
    assert await me(browser, token) == (body["user"]["email"], False)


async def test_a_code_to_the_old_address_opens_nothing_any_more(browser: httpx.AsyncClient, server: Running) -> None:
    body, email = await sign_up(browser), form()["email"]
    await ask(browser, body["user"]["email"])
    old = await code_for(server, body["user"]["email"])
    await ask(browser, email, body["access_token"])
    assert (await change(browser, body["access_token"], email, await code_for(server, email))).status_code == 204
    assert refusal(await verify(browser, body["user"]["email"], old)) == (401, "invalid_code")


async def test_the_sixth_guess_is_refused(browser: httpx.AsyncClient, server: Running) -> None:
    body, email = await sign_up(browser), form()["email"]
    await ask(browser, email, body["access_token"])
    code = await code_for(server, email)
    answers = [await change(browser, body["access_token"], email, other_than(code)) for _ in range(5)]
    answers.append(await change(browser, body["access_token"], email, code))
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


@pytest.mark.parametrize("code", [123456, " 123456", "１２３４５６", None])
async def test_what_is_no_code_is_422(browser: httpx.AsyncClient, code: object) -> None:
    body = await sign_up(browser)
    assert (await change(browser, body["access_token"], form()["email"], code)).status_code == 422


async def test_the_letter_says_what_it_is_for(browser: httpx.AsyncClient, server: Running, database: Database) -> None:
    body, email = await sign_up(browser), form()["email"]
    language = bearer(body["access_token"])
    await browser.patch("/api/users/me/settings", json={"language": "ru"}, headers=language)
    await ask(browser, email, body["access_token"])
    (letter,) = await letters_to(server, email)
    assert letter.message["Subject"] == "Подтвердите почту в KOCMOC"
    assert "в настройках" in letter.body("plain")
