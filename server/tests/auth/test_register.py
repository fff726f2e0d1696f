"""Making an account: what it may be called, what is refused, and what nobody may say about themselves."""

import asyncio

import httpx
import pytest

from kocmoc.core.db import Database
from tests.auth.conftest import form, sign_in, sign_up, whoami
from tests.cast import PASSWORD


async def test_a_newcomer_is_signed_in_at_once(browser: httpx.AsyncClient) -> None:
    body = await sign_up(browser, display_name="Алексей Леонов")
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 900
    assert body["user"]["display_name"] == "Алексей Леонов"
    assert await whoami(browser, body["access_token"]) == 200


async def test_the_answer_shows_me_whole_and_nothing_secret(browser: httpx.AsyncClient) -> None:
    me = (await sign_up(browser))["user"]
    assert set(me) == {
        *("id", "username", "display_name", "bio", "avatar_url", "accent", "is_bot", "online", "last_seen_at"),
        *("email", "email_verified", "is_admin", "totp_enabled", "created_at"),
    }
    assert isinstance(me["id"], str)
    assert (me["is_admin"], me["email_verified"], me["totp_enabled"], me["is_bot"]) == (False, False, False, False)
    assert me["display_name"] == me["username"]
    assert 0 <= me["accent"] <= 7
    assert me["created_at"].endswith("Z")


async def test_a_username_is_taken_in_any_case(browser: httpx.AsyncClient) -> None:
    taken = (await sign_up(browser))["user"]["username"]
    answer = await browser.post("/api/auth/register", json=form(username=taken.upper()))
    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("{}@cosmos.example", "{}@COSMOS.example"),
        ("{}@cosmos.example", "{}@cosmos.example".upper()),
        ("{}@космос.рф", "{}@" + "космос.рф".encode("idna").decode()),
        ("{}@космос.рф", "{}@КОСМОС.РФ"),
        ("{}@cosmos.example", " {}@cosmos.example\t"),
    ],
)
async def test_an_e_mail_is_taken_in_any_spelling(browser: httpx.AsyncClient, first: str, second: str) -> None:
    name = form()["username"]
    await sign_up(browser, email=first.format(name))
    answer = await browser.post("/api/auth/register", json=form(email=second.format(name)))
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")


async def test_an_e_mail_in_full_width_letters_is_the_same_e_mail(browser: httpx.AsyncClient) -> None:
    taken = (await sign_up(browser))["user"]["email"]
    wide = "".join(chr(ord(each) + 0xFEE0) if each.isascii() and each.isalpha() else each for each in taken)
    answer = await browser.post("/api/auth/register", json=form(email=wide))
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")


async def test_of_twenty_who_want_the_same_username_at_once_one_gets_it(
    browser: httpx.AsyncClient, database: Database
) -> None:
    username = form()["username"]
    answers = await asyncio.gather(
        *(browser.post("/api/auth/register", json=form(username=username)) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"username_taken"}
    assert await database.fetchval("select count(*) from users where username_key = $1", username) == 1


@pytest.mark.parametrize(
    "username",
    ["ab", "a" * 33, "1abc", "_abc", "gag arin", "гагарин", "gаgarin", "gagarin\u200b", "gagarin\n", "", "ga-garin"],
)
async def test_a_username_is_plain_latin(browser: httpx.AsyncClient, username: str) -> None:
    answer = await browser.post("/api/auth/register", json=form(username=username))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "username"


@pytest.mark.parametrize("username", ["abc", "A" + "b_9" * 10 + "c"])
async def test_the_shortest_and_the_longest_username_are_fine(browser: httpx.AsyncClient, username: str) -> None:
    await sign_up(browser, username=username)


@pytest.mark.parametrize(
    "email",
    [
        "",
        "gagarin",
        "@cosmos.example",
        "gagarin@",
        "gagarin@localhost",
        "gagarin@@cosmos.example",
        "ga garin@cosmos.example",
        "ga\u200bgarin@cosmos.example",
        "gagarin@cos\u00admos.example",
        "ga\u202egarin@cosmos.example",
        "gagarin@cosmos.example\x00",
        "gagarin@cosmos.example\r\nBcc: all@cosmos.example",
        ".gagarin@cosmos.example",
        "gaga..rin@cosmos.example",
        "gagarin@-cosmos.example",
        "gagarin@cosmos..example",
        "gagarin@1.2.3.4",
        "g" * 65 + "@cosmos.example",
        "gagarin@" + "c" * 64 + ".example",
        "gagarin@" + "cosmos." * 40 + "example",
        "gagarin@" + "к" * 5000,
    ],
)
async def test_an_e_mail_must_look_like_one(browser: httpx.AsyncClient, email: str) -> None:
    answer = await browser.post("/api/auth/register", json=form(email=email))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "email"


@pytest.mark.parametrize("password", ["", "1234567", "п" * 3, "x" * 73, "п" * 37, "12345678\x00", "\x00" * 8])
async def test_a_password_out_of_bounds_is_refused_and_never_cut(browser: httpx.AsyncClient, password: str) -> None:
    answer = await browser.post("/api/auth/register", json=form(password=password))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "password"
    assert password == "" or password not in answer.text


@pytest.mark.parametrize("password", ["12345678", "x" * 72, "п" * 4, "п" * 36, " " * 8, "🚀🚀"])
async def test_every_byte_of_a_password_counts(browser: httpx.AsyncClient, password: str) -> None:
    login = (await sign_up(browser, password=password))["user"]["username"]
    assert (await sign_in(browser, login, password)).status_code == 200
    assert (await sign_in(browser, login, password[:-1])).status_code == 401


@pytest.mark.parametrize("password", [True, None, 12345678, [], {}, ["12345678"]])
async def test_a_password_is_text(browser: httpx.AsyncClient, password: object) -> None:
    answer = await browser.post("/api/auth/register", json=form(password=password))
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "password", "message": answer.json()["errors"][0]["message"]},
    ]


@pytest.mark.parametrize("extra", ["is_admin", "role", "id", "email_verified", "is_bot", "disabled_at", "totp_enabled"])
async def test_nobody_appoints_themselves(browser: httpx.AsyncClient, extra: str) -> None:
    answer = await browser.post("/api/auth/register", json=form(**{extra: True}))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == extra


@pytest.mark.parametrize("name", ["", "   ", "x" * 65, "\u200b\u200b", "a\x07b", "\u202eнираг", "a\x00b", "\u3164"])
async def test_a_display_name_can_be_seen(browser: httpx.AsyncClient, name: str) -> None:
    answer = await browser.post("/api/auth/register", json=form(display_name=name))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "display_name"


@pytest.mark.parametrize(
    ("given", "stored"),
    [("  Юрий \r\n Гагарин ", "Юрий Гагарин"), ("<img src=x onerror=alert(1)>",) * 2, ("🚀",) * 2, ("x" * 64,) * 2],
)
async def test_a_display_name_is_data_on_one_line(browser: httpx.AsyncClient, given: str, stored: str) -> None:
    assert (await sign_up(browser, display_name=given))["user"]["display_name"] == stored


async def test_what_is_refused_leaves_nothing_behind(browser: httpx.AsyncClient, database: Database) -> None:
    taken = (await sign_up(browser))["user"]
    refused = form(email=taken["email"])
    assert (await browser.post("/api/auth/register", json=refused)).status_code == 409
    assert await database.fetchval("select count(*) from users where username = $1", refused["username"]) == 0


async def test_a_password_is_stored_as_a_hash_apart_from_the_person(
    browser: httpx.AsyncClient, database: Database
) -> None:
    user_id = int((await sign_up(browser))["user"]["id"])
    stored = await database.fetchval("select hash from passwords where user_id = $1", user_id)
    assert stored.startswith("$2b$04$")
    row = await database.fetchrow("select u::text as whole from users u where id = $1", user_id)
    assert row is not None
    assert PASSWORD not in row["whole"]
    assert stored not in row["whole"]
