"""Invitations to a server that does not take everybody."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.auth.conftest import StartServer, Visit, bearer, form, sign_up
from tests.auth.test_codes import refusal
from tests.cast import Person
from tests.stage import Running


class Host:
    """The administrator of a server by invitation."""

    def __init__(self, server: Running, browser: httpx.AsyncClient, token: str) -> None:
        self.server = server
        self._browser = browser
        self._token = token

    async def invite(self, **body: Any) -> httpx.Response:
        return await self._browser.post("/api/admin/invites", json=body, headers=bearer(self._token))

    async def code(self, **body: Any) -> str:
        answer = await self.invite(**body)
        assert answer.status_code == 201, answer.text
        code: str = answer.json()["code"]
        return code

    async def list(self, **query: Any) -> dict[str, Any]:
        answer = await self._browser.get("/api/admin/invites", params=query, headers=bearer(self._token))
        assert answer.status_code == 200
        listed: dict[str, Any] = answer.json()
        return listed

    async def revoke(self, code: str) -> httpx.Response:
        return await self._browser.delete(f"/api/admin/invites/{code}", headers=bearer(self._token))


@pytest.fixture
async def host(start_server: StartServer, visit: Visit) -> Host:
    server = await start_server(registration="invite")
    browser = visit(server)
    return Host(server, browser, (await sign_up(browser))["access_token"])


async def register(visit: Visit, host: Host, invite: str | None, **changes: Any) -> httpx.Response:
    return await visit(host.server).post("/api/auth/register", json=form(invite=invite, **changes))


async def test_whoever_is_invited_may_make_an_account(host: Host, visit: Visit) -> None:
    code = await host.code()
    for invite in (code, f" {code}\n"):
        assert (await register(visit, host, invite)).status_code == 201
    (invite,) = (await host.list())["invites"]
    assert (invite["code"], invite["uses"], invite["max_uses"], invite["expires_at"]) == (code, 2, None, None)


@pytest.mark.parametrize("invite", [None, "", "nonsense", "x" * 10_000, "приглашение", "'; drop table users"])
async def test_nobody_else_may(host: Host, visit: Visit, invite: str | None) -> None:
    await host.code()
    assert refusal(await register(visit, host, invite)) == (403, "invite_required")


async def test_of_twenty_with_an_invitation_for_three_three_get_in(host: Host, visit: Visit) -> None:
    code = await host.code(max_uses=3)
    answers = await asyncio.gather(*(register(visit, host, code) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {201: 3, 403: 17}
    assert (await host.list())["invites"][0]["uses"] == 3


async def test_a_registration_that_fails_uses_nothing_up(host: Host, visit: Visit) -> None:
    code = await host.code(max_uses=1)
    taken = form()
    assert (await register(visit, host, await host.code(), **taken)).status_code == 201
    assert (await register(visit, host, code, username=taken["username"])).status_code == 409
    assert (await register(visit, host, code)).status_code == 201


async def test_an_invitation_expires(host: Host, visit: Visit) -> None:
    code = await host.code(expires_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    assert (await register(visit, host, code)).status_code == 201
    await host.server.house.database.fetch("update server_invites set expires_at = now()")
    assert refusal(await register(visit, host, code)) == (403, "invite_required")


async def test_an_invitation_that_is_taken_back_opens_nothing(host: Host, visit: Visit) -> None:
    code = await host.code()
    assert (await host.revoke(code)).status_code == 204
    assert refusal(await register(visit, host, code)) == (403, "invite_required")
    assert refusal(await host.revoke(code)) == (404, "invite_not_found")
    assert (await host.list())["invites"] == []


async def test_the_list_is_the_newest_first_by_the_page(host: Host) -> None:
    codes = [await host.code() for _ in range(5)]
    first = await host.list(limit=3)
    second = await host.list(limit=3, cursor=first["next_cursor"])
    assert [each["code"] for each in first["invites"] + second["invites"]] == codes[::-1]
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"max_uses": 0},
        {"max_uses": -1},
        {"max_uses": "3"},
        {"max_uses": 2**63},
        {"expires_at": "2001-01-01T00:00:00Z"},
        {"expires_at": "2999-01-01T00:00:00"},
        {"expires_at": "soon"},
        {"expires_at": "9999-12-31T23:59:59-12:00"},
        {"uses": 1},
    ],
)
async def test_an_invitation_that_makes_no_sense_is_422(host: Host, body: dict[str, Any]) -> None:
    assert (await host.invite(**body)).status_code == 422


async def test_only_administrators_have_to_do_with_invitations(gagarin: Person) -> None:
    for answer in (
        await gagarin.post("/admin/invites"),
        await gagarin.get("/admin/invites"),
        await gagarin.delete("/admin/invites/x"),
    ):
        assert refusal(answer) == (403, "forbidden")


async def test_on_an_open_server_an_invitation_is_not_looked_at(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/api/auth/register", json=form(invite="anything"))).status_code == 201


async def test_a_closed_server_takes_nobody_even_invited(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(registration="closed")
    host = Host(server, visit(server), (await sign_up(visit(server)))["access_token"])
    assert refusal(await register(visit, host, await host.code())) == (403, "registration_closed")


async def test_invitations_that_have_long_been_of_no_use_are_swept(host: Host, visit: Visit) -> None:
    used, expired, living = await host.code(max_uses=1), await host.code(), await host.code()
    assert (await register(visit, host, used)).status_code == 201
    database = host.server.house.database
    await database.fetch("update server_invites set last_used_at = now() - interval '91 days' where code = $1", used)
    await database.fetch("update server_invites set expires_at = now() - interval '91 days' where code = $1", expired)
    await host.server.house.accounts.sweep()
    assert [each["code"] for each in (await host.list())["invites"]] == [living]
