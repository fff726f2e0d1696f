"""The cookies: out of reach of scripts, sent to nobody else, and of no use to pages of other sites."""

from http.cookies import Morsel, SimpleCookie
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from tests.auth.conftest import StartServer, Visit, bearer, form, sign_in, sign_up


def jar(answer: httpx.Response) -> dict[str, "Morsel[Any]"]:
    cookies: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        cookies.load(header)
    return dict(cookies)


async def test_both_cookies_come_with_registering_signing_in_and_refreshing(browser: httpx.AsyncClient) -> None:
    registered = await browser.post("/api/auth/register", json=form())
    signed_in = await sign_in(browser, registered.json()["user"]["username"])
    for answer in (registered, signed_in, await browser.post("/api/auth/refresh")):
        cookies = jar(answer)
        assert {name: morsel["path"] for name, morsel in cookies.items()} == {
            "kocmoc_refresh": "/api/auth",
            "kocmoc_files": "/files",
        }
        assert {name: int(morsel["max-age"]) // 100 for name, morsel in cookies.items()} == {
            "kocmoc_refresh": 25_919 + (int(cookies["kocmoc_refresh"]["max-age"]) == 2_592_000),
            "kocmoc_files": 9,
        }
        for morsel in cookies.values():
            assert morsel["httponly"]
            assert morsel["samesite"].lower() == "strict"
            assert not morsel["domain"]
            assert not morsel["secure"]


async def test_no_refusal_sets_a_cookie(browser: httpx.AsyncClient) -> None:
    for answer in (
        await browser.post("/api/auth/register", json=form(username="x")),
        await sign_in(browser, "nobody_at_all"),
        await browser.post("/api/auth/refresh"),
    ):
        assert "set-cookie" not in answer.headers


async def test_logging_out_takes_both_cookies_back(browser: httpx.AsyncClient) -> None:
    token = (await sign_up(browser))["access_token"]
    answer = await browser.post("/api/auth/logout", headers=bearer(token))
    assert answer.status_code == 204
    assert {name: (morsel.value, morsel["max-age"]) for name, morsel in jar(answer).items()} == {
        "kocmoc_refresh": ("", "0"),
        "kocmoc_files": ("", "0"),
    }
    assert not browser.cookies


async def test_over_https_cookies_are_secure(start_server: StartServer, visit: Visit) -> None:
    plain = await start_server()
    proxied = await start_server(trusted_proxies=(ip_network("127.0.0.1"),))
    public = await start_server(public_url="https://chat.cosmos.example")
    for server, proto, is_secure in (
        (plain, "http", False),
        (plain, "https", False),
        (proxied, "http", False),
        (proxied, "https", True),
        (public, "http", True),
    ):
        invite = await server.house.accounts.setup_token()
        browser = visit(server, **{"x-forwarded-proto": proto})
        answer = await browser.post("/api/auth/register", json=form(invite=invite))
        assert answer.status_code == 201
        assert {bool(morsel["secure"]) for morsel in jar(answer).values()} == {is_secure}


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "", "http://localhost:1", "file://", "http://127.0.0.1", "http://[", "x" * 9000],
)
async def test_a_page_of_another_site_is_refused(browser: httpx.AsyncClient, origin: str) -> None:
    token = (await sign_up(browser))["access_token"]
    cookie, foreign = browser.cookies["kocmoc_refresh"], {"origin": origin}
    for answer in (
        await browser.post("/api/auth/refresh", headers=foreign),
        await browser.post("/api/auth/register", headers=foreign, json=form()),
        await browser.post("/api/auth/login", headers=foreign, json={"login": "x", "password": "x"}),
        await browser.post("/api/auth/logout", headers=foreign | bearer(token)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
    assert browser.cookies["kocmoc_refresh"] == cookie
    assert (await browser.post("/api/auth/refresh")).status_code == 200


async def test_our_own_page_is_welcome(browser: httpx.AsyncClient) -> None:
    await sign_up(browser)
    own = {"origin": str(browser.base_url).rstrip("/")}
    assert (await browser.post("/api/auth/refresh", headers=own)).status_code == 200


async def test_pages_we_were_told_of_are_welcome(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(public_url="https://chat.cosmos.example", cors_origins=("https://desk.cosmos.example",))
    browser = visit(server)
    await sign_up(browser)
    for origin, status in (
        ("https://chat.cosmos.example", 200),
        ("https://desk.cosmos.example", 200),
        ("http://chat.cosmos.example", 403),
        ("https://chat.cosmos.example.evil.example", 403),
    ):
        cookie = {"cookie": f"kocmoc_refresh={browser.cookies['kocmoc_refresh']}"}
        assert (await browser.post("/api/auth/refresh", headers={"origin": origin} | cookie)).status_code == status


async def test_cookies_alone_open_nothing_but_refreshing(browser: httpx.AsyncClient) -> None:
    await sign_up(browser)
    for method, path in (("GET", "/api/users/me"), ("GET", "/api/auth/sessions"), ("POST", "/api/auth/logout")):
        assert (await browser.request(method, path)).status_code == 401
