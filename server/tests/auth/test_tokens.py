"""Only what we signed, for this purpose and not too long ago, opens the gate."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest

from kocmoc.auth.tokens import Refresh, RefreshTokens, Tokens
from kocmoc.core.errors import Unauthorized
from kocmoc.settings import Settings
from tests.auth.conftest import StartServer, Visit, bearer, form, sign_up, whoami
from tests.stage import Running

Claims = dict[str, Any]


@pytest.fixture
def secret(settings: Settings) -> str:
    assert settings.secret_key
    return settings.secret_key


@pytest.fixture
async def claims(browser: httpx.AsyncClient) -> Claims:
    """What a good token of somebody signed in says."""
    token = (await sign_up(browser))["access_token"]
    return jwt.decode(token, options={"verify_signature": False})


async def test_what_is_signed_with_our_key_is_ours(browser: httpx.AsyncClient, claims: Claims, secret: str) -> None:
    """Without this the refusals below would prove nothing."""
    assert await whoami(browser, jwt.encode(claims, secret, "HS256")) == 200


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
async def test_another_algorithm_is_refused(
    browser: httpx.AsyncClient, claims: Claims, secret: str, algorithm: str
) -> None:
    key = None if algorithm == "none" else secret + "!" * 64
    assert await whoami(browser, jwt.encode(claims, key, algorithm)) == 401
    assert await whoami(browser, jwt.encode(claims, secret.ljust(64, "!"), "HS512")) == 401


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS512", "RS256", "ES256", "", None, 1, []])
async def test_a_header_does_not_choose_the_algorithm(
    browser: httpx.AsyncClient, claims: Claims, secret: str, algorithm: object
) -> None:
    body = jwt.encode(claims, secret, "HS256").split(".")[1]
    signature = jwt.encode(claims, secret, "HS256").split(".")[2]
    header = base64.urlsafe_b64encode(json.dumps({"typ": "JWT", "alg": algorithm}).encode()).decode().rstrip("=")
    assert await whoami(browser, f"{header}.{body}.{signature}") == 401
    assert await whoami(browser, f"{header}.{body}.") == 401


async def test_a_foreign_key_is_refused(browser: httpx.AsyncClient, claims: Claims) -> None:
    assert await whoami(browser, jwt.encode(claims, "somebody else's secret, long enough too", "HS256")) == 401


@pytest.mark.parametrize("missing", ["exp", "iat", "sub", "sid", "aud"])
async def test_no_claim_may_be_missing(browser: httpx.AsyncClient, claims: Claims, secret: str, missing: str) -> None:
    del claims[missing]
    assert await whoami(browser, jwt.encode(claims, secret, "HS256")) == 401


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        *(("exp", value) for value in ("9999999999", 1e300, float("inf"), float("nan"), 2**63, -1, 0, True, None, [])),
        *(("iat", value) for value in ("1", float("inf"), None, {})),
        *(("sub", value) for value in (1, "0", "-1", "x", "", "1 ", "9" * 19, None, ["1"])),
        *(("sid", value) for value in (1, "", "x", None, [])),
        *(("aud", value) for value in ("files", "refresh", "", None, ["access"], ["files", "access"])),
    ],
)
async def test_no_claim_may_be_of_another_kind(
    browser: httpx.AsyncClient, claims: Claims, secret: str, claim: str, value: object
) -> None:
    key = secret.encode()
    body = json.dumps(claims | {claim: value}).encode()
    assert await whoami(browser, jwt.PyJWS().encode(body, key, "HS256")) == 401


async def test_a_moment_written_as_a_huge_number_is_refused(
    browser: httpx.AsyncClient, claims: Claims, secret: str
) -> None:
    body = json.dumps(claims).replace(str(claims["exp"]), "1e400").encode()
    assert await whoami(browser, jwt.PyJWS().encode(body, secret.encode(), "HS256")) == 401


async def test_an_expired_token_says_so(browser: httpx.AsyncClient, claims: Claims, secret: str) -> None:
    expired = jwt.encode(claims | {"exp": int(time.time()) - 1}, secret, "HS256")
    answer = await browser.get("/api/users/me", headers=bearer(expired))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_that_a_token_was_good_once_does_not_keep_it_good(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the signature is remembered, never the time."""
    tokens = Tokens(secret)
    token = tokens.issue("access", 1, uuid4(), int(time.time()) + 60)
    assert tokens.read(token, "access").id == 1
    later = time.time() + 61
    monkeypatch.setattr("kocmoc.auth.tokens.time", lambda: later)
    with pytest.raises(Unauthorized):
        tokens.read(token, "access")


async def test_a_tokens_life_is_a_setting_and_never_longer_than_its_sessions(
    start_server: StartServer, visit: Visit
) -> None:
    long = await sign_up(visit(await start_server(access_ttl_seconds=60)))
    short = await sign_up(visit(await start_server(access_ttl_seconds=60, refresh_ttl_seconds=30)))
    assert long["expires_in"] == 60
    assert 0 < short["expires_in"] <= 30


async def test_neither_cookie_serves_as_an_access_token(browser: httpx.AsyncClient, server: Running) -> None:
    await sign_up(browser)
    refresh, files = browser.cookies["kocmoc_refresh"], browser.cookies["kocmoc_files"]
    assert server.house.accounts.gate.admit(files, "files").id
    assert await whoami(browser, files) == 401
    assert await whoami(browser, refresh) == 401


async def test_an_access_token_serves_as_neither_cookie(browser: httpx.AsyncClient, server: Running) -> None:
    token = (await sign_up(browser))["access_token"]
    with pytest.raises(Unauthorized):
        server.house.accounts.gate.admit(token, "files")
    assert (await browser.post("/api/auth/refresh", headers={"cookie": f"kocmoc_refresh={token}"})).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Basic Z2FnYXJpbjp4", "{}", "Token {}", "Bearer {}x", "Bearer x{}", "Bearer {} {}"],
)
async def test_only_a_bearer_token_opens(browser: httpx.AsyncClient, header: str) -> None:
    token = (await sign_up(browser))["access_token"]
    answer = await browser.get("/api/users/me", headers={"authorization": header.replace("{}", token)})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


async def test_the_scheme_is_read_in_any_case(browser: httpx.AsyncClient) -> None:
    token = (await sign_up(browser))["access_token"]
    assert (await browser.get("/api/users/me", headers={"authorization": f"bearer {token}"})).status_code == 200


@pytest.mark.parametrize("token", ["a.b.c", "...", "a" * 4097, "e30.e30.", "\u00ff" * 100, "a.b", "null", "[]"])
async def test_rubbish_is_no_token(browser: httpx.AsyncClient, token: str) -> None:
    headers = [(b"authorization", b"Bearer " + token.encode("latin-1"))]
    assert (await browser.get("/api/users/me", headers=headers)).status_code == 401


async def test_a_token_of_a_megabyte_is_refused_unread(browser: httpx.AsyncClient, server: Running) -> None:
    with pytest.raises(Unauthorized):
        server.house.accounts.gate.admit("a" * 2**20)
    answer = await browser.get("/api/users/me", headers=bearer("a" * 2**20))
    assert answer.status_code in (400, 401, 431)


async def test_an_anonymous_bad_body_is_anonymous_before_it_is_bad(browser: httpx.AsyncClient) -> None:
    for content in (b"", b"{", b'{"bio": 1}', b"x" * 300_000):
        assert (await browser.patch("/api/users/me", content=content)).status_code == 401


async def test_every_route_but_the_public_ones_wants_a_token(browser: httpx.AsyncClient, server: Running) -> None:
    public = {"/health", "/metrics", "/api/openapi.json", "/api/docs"} | {
        f"/api/auth/{path}" for path in ("register", "login", "refresh", "send-code", "verify-code", "reset")
    }
    asked = 0
    for path, method in _routes(server):
        if path not in public:
            answer = await browser.request(method, path, json=form())
            assert answer.status_code == 401, (method, path)
            asked += 1
    assert asked >= 10


def _routes(server: Running) -> list[tuple[str, str]]:
    app = server.house.rest
    routes = [(route.path_format, method) for route in app.routes for method in route.methods]
    filled = [(path.replace("{session_id}", str(UUID(int=0))), method) for path, method in routes]
    return [(path.replace("{user_id}", "1").replace("{chat_id}", "1"), method) for path, method in filled]


@pytest.fixture
def tamper(secret: str) -> Callable[[str], Refresh | None]:
    return RefreshTokens(secret).read


def test_a_refresh_token_has_exactly_one_spelling(secret: str, tamper: Callable[[str], Refresh | None]) -> None:
    refresh = Refresh(uuid4(), 7)
    token = RefreshTokens(secret).write(refresh)
    assert tamper(token) == refresh
    last = token[:-1] + chr(ord(token[-1]) + 1)
    for wrong in (token + "=", token[:-1], last, token[:10] + "!" + token[11:], "!" * 70, "", "é" * 70, token * 1000):
        assert tamper(wrong) is None
    assert tamper(RefreshTokens(secret + "!").write(refresh)) is None
    assert all(tamper(token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]) is None for n in range(70))
