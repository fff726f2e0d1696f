"""What every answer has, whoever gives it."""

import re

import pytest

from kocmoc.core.errors import TooMany
from kocmoc.core.limits import AddressLimits, Rate
from tests.cast import Person
from tests.stage import Running

_NOBODYS_ID = "5e0c9a5e-8f5c-4a55-9d3c-61d2b7a3c101"


@pytest.mark.parametrize("path", ["/health", "/api/chats", "/api/nothing", "/nothing", "/socket.io/?EIO=4", "/files/x"])
async def test_every_answer_has_an_id_and_the_security_headers(gagarin: Person, path: str) -> None:
    answer = await gagarin.http.get(path)
    assert answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "server" not in answer.headers


@pytest.mark.parametrize(("sent", "kept"), [("abc-123", True), ("a" * 128, True), ("a" * 129, False), ("a b", False)])
async def test_a_well_formed_request_id_is_kept(gagarin: Person, sent: str, kept: bool) -> None:
    answer = await gagarin.http.get("/api/nothing", headers={"x-request-id": sent})
    assert (answer.headers["x-request-id"] == sent) is kept
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_an_unknown_route_and_a_wrong_method_are_problems(gagarin: Person) -> None:
    missing = await gagarin.http.get("/api/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    wrong = await gagarin.http.put("/api/chats", json={})
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["allow"]
    for answer in (missing, wrong):
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


async def test_too_many_requests_from_one_address_are_told_when_to_come_back(
    gagarin: Person, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = AddressLimits(server.house.limits, {"everything": Rate.per(3, 60)})
    monkeypatch.setattr(server.house.asgi, "_limits", limits)
    answers = [await gagarin.http.get("/api/users/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, TooMany.status]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 20
    assert answers[-1].json()["code"] == "too_many_requests"
    assert (await gagarin.http.get("/")).status_code in (200, 404)


async def test_every_route_needs_a_token_unless_it_says_it_is_public(server: Running) -> None:
    stranger = Person.nobody(server.url)
    public = {"/health", "/metrics", "/api/openapi.json", "/api/docs"} | {
        f"/api/auth/{path}" for path in ("register", "login", "refresh", "send-code", "verify-code", "reset")
    }
    tried = 0
    for route in server.house.rest.routes:
        for method in route.methods - {"OPTIONS", "HEAD"}:
            path = re.sub(r"\{.*?\}", _NOBODYS_ID, route.path)
            answer = await stranger.request(method, path, content=b"{")
            tried += 1
            if route.path in public:
                assert answer.status_code != 401 or answer.json()["code"] != "unauthorized", route.path
            else:
                assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), route.path
                assert answer.headers["www-authenticate"] == "Bearer"
    assert tried > 15
    await stranger.aclose()


async def test_a_query_parameter_comes_once(gagarin: Person) -> None:
    answer = await gagarin.http.get("/api/chats?limit=5&limit=7")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "limit")
    assert (await gagarin.http.get("/api/chats?limit=5&other=7&other=8")).status_code == 200


async def test_options_names_every_method_of_a_path(gagarin: Person) -> None:
    answer = await gagarin.http.options("/api/chats")
    assert answer.headers["allow"] == "GET, OPTIONS, POST"
