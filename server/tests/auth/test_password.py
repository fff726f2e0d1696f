"""Changing the password: only who knows the old one, and everybody else is out."""

import asyncio
from collections import Counter

import httpx
import pytest

from kocmoc.auth import rules
from kocmoc.core.db import Database
from kocmoc.core.errors import Invalid
from tests.auth.conftest import Visit, bearer, sign_in, sign_up, whoami
from tests.cast import PASSWORD

NEW = "следующая-остановка-Луна"


async def change(browser: httpx.AsyncClient, token: str, current: object, new: object = NEW) -> httpx.Response:
    body = {"current_password": current, "new_password": new}
    return await browser.post("/api/auth/password", json=body, headers=bearer(token))


@pytest.mark.parametrize("never", ["\udcff" * 8, "x" * 73, "я" * 37, "восемь!!\x00"])
def test_what_can_be_nobodys_password_has_no_bytes(never: str) -> None:
    """A command line may hold half a character, where JSON cannot."""
    assert rules.plain(never) is None
    with pytest.raises(Invalid):
        rules.password(never, "password")


async def test_a_new_password_opens_and_the_old_one_no_more(browser: httpx.AsyncClient) -> None:
    body = await sign_up(browser)
    answer = await change(browser, body["access_token"], PASSWORD)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await sign_in(browser, body["user"]["username"], NEW)).status_code == 200
    assert (await sign_in(browser, body["user"]["username"], PASSWORD)).status_code == 401


async def test_a_new_password_ends_all_other_sessions_and_not_mine(browser: httpx.AsyncClient, visit: Visit) -> None:
    body = await sign_up(browser)
    others = [visit() for _ in range(3)]
    tokens = [(await sign_in(each, body["user"]["username"])).json()["access_token"] for each in others]
    assert (await change(browser, body["access_token"], PASSWORD)).status_code == 204
    for other, token in zip(others, tokens, strict=True):
        assert await whoami(other, token) == 401
        assert (await other.post("/api/auth/refresh")).status_code == 401
    assert await whoami(browser, body["access_token"]) == 200
    assert (await browser.post("/api/auth/refresh")).status_code == 200


async def test_a_wrong_current_password_changes_nothing(browser: httpx.AsyncClient, visit: Visit) -> None:
    body, other = await sign_up(browser), visit()
    token = (await sign_in(other, body["user"]["username"])).json()["access_token"]
    answer = await change(browser, body["access_token"], "wrong")
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_password")
    assert await whoami(other, token) == 200
    assert (await sign_in(browser, body["user"]["username"])).status_code == 200


async def test_wrong_current_passwords_count_like_failed_logins(browser: httpx.AsyncClient) -> None:
    body = await sign_up(browser)
    for _ in range(3):
        assert (await change(browser, body["access_token"], "wrong")).status_code == 403
    for _ in range(2):
        assert (await sign_in(browser, body["user"]["username"], "wrong")).status_code == 401
    for answer in (
        await change(browser, body["access_token"], PASSWORD),
        await sign_in(browser, body["user"]["username"]),
    ):
        assert (answer.status_code, answer.json()["code"]) == (429, "locked")


@pytest.mark.parametrize("new", ["short", "x" * 73, "12345678\x00", "п" * 37, "", None, True, 12345678])
async def test_a_new_password_out_of_bounds_is_refused_without_a_try(
    browser: httpx.AsyncClient, database: Database, new: object
) -> None:
    body = await sign_up(browser)
    answer = await change(browser, body["access_token"], "wrong", new)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "new_password"
    assert not await database.fetch("select from failures where key = $1", f"password:{body['user']['id']}")


async def test_of_two_changes_at_once_one_finds_the_password_changed(browser: httpx.AsyncClient) -> None:
    body = await sign_up(browser)
    answers = await asyncio.gather(
        *(change(browser, body["access_token"], PASSWORD, f"new password {n}") for n in range(5))
    )
    assert Counter(answer.status_code for answer in answers) == {204: 1, 403: 4}
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 204)
    assert (await sign_in(browser, body["user"]["username"], f"new password {winner}")).status_code == 200


async def test_nobody_slips_in_with_the_old_password_while_it_changes(browser: httpx.AsyncClient, visit: Visit) -> None:
    """A login that was proved with the old password but opens its session after the change opens none."""
    body = await sign_up(browser)
    intruder = visit()
    tries = [asyncio.create_task(sign_in(intruder, body["user"]["username"])) for _ in range(20)]
    changed = await change(browser, body["access_token"], PASSWORD)
    answers = await asyncio.gather(*tries)
    assert changed.status_code == 204
    for answer in answers:
        assert answer.status_code in (200, 401, 429)
        if answer.status_code == 200:
            assert await whoami(intruder, answer.json()["access_token"]) == 401
