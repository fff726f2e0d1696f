"""The server's first account is its admin, and made by whoever runs the server."""

import asyncio

import httpx
import pytest

from tests.auth.conftest import StartServer, Visit, form, sign_up

FROM_AFAR = {"x-forwarded-for": "203.0.113.7"}


async def test_the_first_account_made_on_the_machine_itself_is_the_admin(
    start_server: StartServer, visit: Visit
) -> None:
    browser = visit(await start_server())
    assert (await sign_up(browser))["user"]["is_admin"] is True
    assert (await sign_up(browser))["user"]["is_admin"] is False


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via", "x-forwarded-host"])
async def test_through_a_proxy_nobody_is_local(start_server: StartServer, visit: Visit, header: str) -> None:
    server = await start_server()
    answer = await visit(server, **{header: "127.0.0.1"}).post("/api/auth/register", json=form())
    assert (answer.status_code, answer.json()["code"]) == (403, "setup_required")


async def test_the_set_up_token_makes_the_first_account_from_afar(start_server: StartServer, visit: Visit) -> None:
    server = await start_server()
    browser = visit(server, **FROM_AFAR)
    token = await server.house.accounts.setup_token()
    assert (await browser.post("/api/auth/register", json=form(invite="guess"))).status_code == 403
    assert (await sign_up(browser, invite=token))["user"]["is_admin"] is True


async def test_the_set_up_token_is_the_same_after_a_restart_and_gone_with_the_first_admin(
    start_server: StartServer, visit: Visit
) -> None:
    one, other = await start_server(), await start_server()
    token = await one.house.accounts.setup_token()
    assert token is not None
    assert await other.house.accounts.setup_token() == token
    await sign_up(visit(one))
    assert await one.house.accounts.setup_token() is None
    assert (await sign_up(visit(one, **FROM_AFAR), invite=token))["user"]["is_admin"] is False


async def test_servers_with_different_secrets_have_different_set_up_tokens(start_server: StartServer) -> None:
    one, other = await start_server(), await start_server(secret_key="another secret, long enough to sign with too")
    assert await one.house.accounts.setup_token() != await other.house.accounts.setup_token()


@pytest.mark.parametrize("invite", ["", " ", "гагарин", "\u0131", "x" * 10_000, None])
async def test_a_wrong_set_up_token_opens_nothing(start_server: StartServer, visit: Visit, invite: str | None) -> None:
    answer = await visit(await start_server(), **FROM_AFAR).post("/api/auth/register", json=form(invite=invite))
    assert (answer.status_code, answer.json()["code"]) == (403, "setup_required")


async def test_of_twenty_first_registrations_at_once_one_is_the_admin(start_server: StartServer, visit: Visit) -> None:
    browser = visit(await start_server())
    made = await asyncio.gather(*(sign_up(browser) for _ in range(20)))
    assert sorted(each["user"]["is_admin"] for each in made) == [False] * 19 + [True]


async def test_of_two_first_registrations_at_once_on_a_closed_server_one_is_refused(
    start_server: StartServer, visit: Visit
) -> None:
    browser = visit(await start_server(registration="closed"))
    answers = await asyncio.gather(*(browser.post("/api/auth/register", json=form()) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 403, 403, 403, 403]
    assert [each.json()["user"]["is_admin"] for each in answers if each.status_code == 201] == [True]


async def test_a_closed_server_takes_nobody_but_its_admin(start_server: StartServer, visit: Visit) -> None:
    browser = visit(await start_server(registration="closed"))
    assert (await sign_up(browser))["user"]["is_admin"] is True
    assert await _refusal(browser) == (403, "registration_closed")


async def test_a_server_by_invitation_takes_nobody_uninvited(start_server: StartServer, visit: Visit) -> None:
    server = await start_server(registration="invite")
    browser = visit(server)
    token = await server.house.accounts.setup_token()
    await sign_up(browser)
    assert await _refusal(browser) == (403, "invite_required")
    assert await _refusal(browser, invite=token) == (403, "invite_required")


async def _refusal(browser: httpx.AsyncClient, **changes: object) -> tuple[int, str]:
    answer = await browser.post("/api/auth/register", json=form(**changes))
    return answer.status_code, answer.json()["code"]
