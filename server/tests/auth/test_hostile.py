"""Whatever comes in, what goes out is a problem with a code: never a stack trace, never a 500."""

import json
from typing import Any

import httpx
import pytest

from kocmoc.core.http import NO_SUCH_NUMBER
from tests.auth.conftest import bearer, form, sign_up

FORMS: dict[str, dict[str, Any]] = {
    "/api/auth/register": {"username": "x", "email": "x", "password": "x"},
    "/api/auth/login": {"login": "x", "password": "x"},
    "/api/auth/password": {"current_password": "x", "new_password": "long enough"},
    "/api/auth/send-code": {"email": "x@cosmos.example"},
    "/api/auth/verify-code": {"email": "x@cosmos.example", "code": "123456"},
    "/api/auth/reset": {"email": "x@cosmos.example", "code": "123456", "new_password": "long enough"},
    "/api/auth/totp/enable": {"code": "123456"},
    "/api/auth/totp/disable": {"password": "x", "totp": "123456"},
}
DOORS = list(FORMS)


async def send(browser: httpx.AsyncClient, path: str, content: bytes, token: str) -> httpx.Response:
    headers = bearer(token) | {"content-type": "application/json"}
    answer = await browser.post(path, content=content, headers=headers)
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {"type", "title", "status", "code", "detail", "request_id"} <= body.keys()
    assert (body["type"], body["status"]) == ("about:blank", answer.status_code)
    return answer


@pytest.fixture
async def token(browser: httpx.AsyncClient) -> str:
    token: str = (await sign_up(browser))["access_token"]
    return token


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" ", b"{", b"{]", b"not json", b"\xff\xfe", b'{"login": NaN}', b'{"login": -Infinity}'),
        *(b'"\xed\xa0\x80"', b"[" * 100_000, b'{"a":' * 50_000),
    ],
    ids=[
        *("nothing", "blank", "open", "crossed", "words", "utf-16", "nan", "infinity"),
        *("surrogate bytes", "deep lists", "deep objects"),
    ],
)
async def test_what_is_not_json_is_400(browser: httpx.AsyncClient, token: str, path: str, content: bytes) -> None:
    answer = await send(browser, path, content, token)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("content", [b"null", b"[]", b"{}", b"1", b'"x"', b"true", b"1e999", b'{"": 1}'])
async def test_json_of_another_shape_is_422(browser: httpx.AsyncClient, token: str, path: str, content: bytes) -> None:
    answer = await send(browser, path, content, token)
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


def hostile_values() -> list[Any]:
    return [None, True, 0, -1, 2**53, 2**63, 1e308, [], {}, ["x"], {"x": 1}, "\x00", "x\x00y"]


@pytest.mark.parametrize("value", hostile_values(), ids=repr)
@pytest.mark.parametrize("field", ["username", "email", "password", "display_name"])
async def test_a_field_of_the_wrong_kind_is_422(
    browser: httpx.AsyncClient, token: str, field: str, value: object
) -> None:
    if (field, value) == ("display_name", None):
        return
    answer = await send(browser, "/api/auth/register", json.dumps(form(**{field: value})).encode(), token)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("half", ["\\ud800", "\\udc00x", "x\\ud83d", "\\ud83d\\u0041"])
@pytest.mark.parametrize("field", ["username", "email", "password", "display_name", "invite"])
async def test_half_a_surrogate_pair_is_422(browser: httpx.AsyncClient, token: str, field: str, half: str) -> None:
    content = json.dumps(form(**{field: "HALF"})).replace("HALF", half).encode()
    assert (await send(browser, "/api/auth/register", content, token)).status_code == 422


@pytest.mark.parametrize("number", ["1e999", "-1e400"])
async def test_a_number_beyond_all_bounds_is_422_and_says_so(
    browser: httpx.AsyncClient, token: str, number: str
) -> None:
    content = f'{{"login": {number}, "password": "x"}}'.encode()
    answer = await send(browser, "/api/auth/login", content, token)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (422, NO_SUCH_NUMBER)


@pytest.mark.parametrize("login", ["\x00", "x\x00", "x" * 255, "x" * 100_000])
async def test_a_login_that_cannot_be_one_is_422(browser: httpx.AsyncClient, token: str, login: str) -> None:
    content = json.dumps({"login": login, "password": "x"}).encode()
    assert (await send(browser, "/api/auth/login", content, token)).status_code == 422


@pytest.mark.parametrize("login", ["' or 1=1 --", "%", "_", "\\", "$1", "{}", "ё" * 254, "x@" + "я" * 252, "\u202e"])
async def test_a_strange_login_is_only_unknown(browser: httpx.AsyncClient, token: str, login: str) -> None:
    content = json.dumps({"login": login, "password": "x"}).encode()
    assert (await send(browser, "/api/auth/login", content, token)).status_code == 401


@pytest.mark.parametrize("path", DOORS)
async def test_an_unknown_field_is_refused_by_name(browser: httpx.AsyncClient, token: str, path: str) -> None:
    answer = await send(browser, path, json.dumps(FORMS[path] | {"surprise": 1}).encode(), token)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "surprise"


@pytest.mark.parametrize("path", DOORS)
async def test_a_megabyte_is_too_large(browser: httpx.AsyncClient, token: str, path: str) -> None:
    content = json.dumps({"password": "x" * 2**20}).encode()
    answer = await send(browser, path, content, token)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "x" * 20_000,
        "Chrome/1 Linux\tSet-Cookie: a=b",
        "<script>Chrome/1</script> Linux",
        "\u0424\u0438\u0440\u0435\u0444\u043e\u043a\u0441",
    ],
)
async def test_nothing_of_a_header_gets_into_a_sessions_name(browser: httpx.AsyncClient, user_agent: str) -> None:
    headers = [(b"user-agent", user_agent.encode())]
    answer = await browser.post("/api/auth/register", json=form(), headers=headers)
    assert answer.status_code == 201
    token = answer.json()["access_token"]
    listed = (await browser.get("/api/auth/sessions", headers=bearer(token))).json()["sessions"]
    assert listed[0]["name"] in ("KOCMOC", "Chrome · Linux")
    assert {name for name in answer.headers if name == "set-cookie"} == {"set-cookie"}
    assert "a" not in answer.cookies


async def test_a_line_break_in_a_header_never_reaches_us(browser: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.LocalProtocolError):
        await browser.post("/api/auth/login", headers=[(b"user-agent", b"x\r\nset-cookie: a=b")])


async def test_the_wrong_method_is_405_and_no_route_404(browser: httpx.AsyncClient, token: str) -> None:
    for method, path, status in (
        ("GET", "/api/auth/login", 405),
        ("DELETE", "/api/auth/login", 405),
        ("PUT", "/api/auth/register", 405),
        ("POST", "/api/auth/nothing", 404),
    ):
        assert (await browser.request(method, path, headers=bearer(token))).status_code == status
