"""Who gets as far as a session."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from kocmoc.realtime.engine import Options, Request, Server, Socket
from tests.engine.serving import browser, serving, soon, timers, transparent, until
from tests.engine.wire import Wire, connected, opened, upgrade, wired

POLL = "/socket.io/?EIO=4&transport=polling"


async def refusal(wire: Wire) -> str:
    """The body of an answer that ends the connection."""
    return (await wire.reader.read()).decode()


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("EIO=4", '{"code":0,"message":"Transport unknown"}'),
        ("EIO=4&transport=pigeon", '{"code":0,"message":"Transport unknown"}'),
        ("EIO=4&transport=polling", '{"code":0,"message":"Transport unknown"}'),
        ("EIO=4&transport=websocket&sid=nobody", '{"code":1,"message":"Session ID unknown"}'),
        ("transport=websocket", '{"code":5,"message":"Unsupported protocol version"}'),
        ("EIO=3&transport=websocket", '{"code":5,"message":"Unsupported protocol version"}'),
    ],
)
async def test_a_wrong_upgrade_is_answered_in_http(query, body):
    async with serving(Server()) as place, wired(place) as wire:
        assert (await upgrade(wire, query)).startswith("HTTP/1.1 400 Bad Request\r\n")
        assert await refusal(wire) == body


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_WebSocket_Key": "short"}, "400"),
        ({"Sec_WebSocket_Key": "!" * 24}, "400"),
        ({"Sec_WebSocket_Key": ""}, "400"),
        ({"Sec_WebSocket_Version": "8"}, "426"),
        ({"Sec_WebSocket_Version": ""}, "426"),
        ({"Origin": "http://evil.example"}, "403"),
        ({"Origin": "null"}, "403"),
        ({"Origin": "http://127.0.0.1:1"}, "403"),
        ({"Origin": "http://[broken"}, "403"),
        ({"Host": "", "Origin": "http://"}, "403"),
    ],
)
async def test_a_wrong_header_is_refused_before_the_upgrade(headers, status):
    server = Server()
    async with serving(server) as place, wired(place) as wire:
        assert (await upgrade(wire, **headers)).startswith(f"HTTP/1.1 {status} ")
        await wire.gone()
        assert not server.sessions


@pytest.mark.parametrize("path", ["/", "/chat", "/socket.io/admin/"])
async def test_a_websocket_elsewhere_does_not_exist(path):
    async with serving(Server()) as place, wired(place) as wire:
        assert (await upgrade(wire, path=path)).startswith("HTTP/1.1 404 ")


async def test_compression_is_never_agreed_to():
    async with serving(Server()) as place, wired(place) as wire:
        head = await upgrade(wire, Sec_WebSocket_Extensions="permessage-deflate; client_max_window_bits")
        assert head.startswith("HTTP/1.1 101")
        assert "extensions" not in head.lower()


@pytest.mark.parametrize("origins", [("https://app.example",), lambda origin: origin.endswith("//app.example")])
async def test_only_listed_foreign_origins_may_connect(origins):
    async with serving(Server(Options(origins=origins))) as place:
        async with wired(place) as wire:
            assert (await upgrade(wire, Origin="https://app.example")).startswith("HTTP/1.1 101")
        async with wired(place) as wire:
            assert (await upgrade(wire, Origin="https://evil.example")).startswith("HTTP/1.1 403")
            assert await refusal(wire) == '{"code":4,"message":"Forbidden"}'


async def test_the_own_origin_may_always_connect():
    async with serving(Server()) as place, wired(place) as wire:
        head = await upgrade(wire, Host="kocmoc.example", Origin="https://KOCMOC.example")
        assert head.startswith("HTTP/1.1 101")


async def test_polling_asks_the_same_question_and_tells_browsers_the_answer():
    server = Server(Options(origins=("https://app.example",)))
    async with serving(server) as place, browser(place.url) as http:
        foreign = await http.get(POLL, headers={"origin": "https://evil.example"})
        assert (foreign.status_code, foreign.json()["code"]) == (403, 4)
        assert "access-control-allow-origin" not in foreign.headers
        listed = await http.get(POLL, headers={"origin": "https://app.example"})
        assert listed.status_code == 200
        assert listed.headers["access-control-allow-origin"] == "https://app.example"
        assert listed.headers["vary"] == "origin"
        plain = await http.get(POLL)
        assert "access-control-allow-origin" not in plain.headers
        preflight = await http.options(POLL, headers={"origin": "https://app.example"})
        assert preflight.headers["access-control-allow-methods"] == "GET, POST"
        assert (await http.options(POLL, headers={"origin": "https://evil.example"})).status_code == 403


async def test_one_address_has_so_many_connections_and_no_more():
    server = Server(Options(max_per_address=2))
    async with serving(server) as place:
        async with opened(place), opened(place), wired(place) as third:
            refused = await upgrade(third)
            assert refused.startswith("HTTP/1.1 429")
            assert "retry-after: 5" in refused
            async with browser(place.url) as http:
                answer = await http.get(POLL)
                assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
        await until(lambda: not server.addresses)
        async with opened(place):
            assert server.addresses == {"127.0.0.1": 1}


async def test_the_product_says_whose_address_counts():
    def behind_a_proxy(request: Request) -> str:
        return request.headers.get("x-forwarded-for", request.peer)

    server = Server()
    server.locate = behind_a_proxy
    async with serving(server) as place, wired(place) as wire:
        await upgrade(wire, X_Forwarded_For="203.0.113.9")
        assert server.addresses == {"203.0.113.9": 1}


def test_an_idle_connection_costs_no_task_and_no_timer():
    async def admit(socket: Socket, auth: dict[str, object]) -> None:
        await asyncio.sleep(0)

    async def fifty_sit_idle() -> None:
        server = Server()
        server.on_connect = admit
        async with serving(server) as place, connected(place):
            await until(lambda: not server._tasks)
            tasks, armed = len(asyncio.all_tasks()), timers()
            async with AsyncExitStack() as crowd:
                for _ in range(50):
                    await crowd.enter_async_context(connected(place))
                await until(lambda: not server._tasks)
                assert len(server.sessions) == 51
                assert len(asyncio.all_tasks()) == tasks
                assert timers() <= armed

    transparent(fifty_sit_idle())


async def test_a_door_that_fails_shuts_and_does_not_keep_uvicorn_waiting(caplog):
    def get_lost(request: Request) -> str:
        raise LookupError("no such star")

    server = Server()
    server.locate = get_lost
    async with serving(server) as place, wired(place) as wire:
        await upgrade(wire)
        await wire.gone()
        await soon(place.shut())
    assert "no such star" in caplog.text
