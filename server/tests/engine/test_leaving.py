"""Ends: theirs, ours, and the server's."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from kocmoc.realtime.engine import Options, Server, Socket, encode
from tests.engine.phone import calling
from tests.engine.serving import browser, departures, serving, soon, until
from tests.engine.wire import CLOSE, connected, masked, opened, upgrade, wired

POLL = "/socket.io/?EIO=4&transport=polling"


class Busy:
    """A server with one handler that takes until `gate` opens."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.begun = asyncio.Event()
        self.server = Server()
        self.server.handlers["work"] = self.work
        self.left = departures(self.server)

    async def work(self, _: Socket) -> str:
        self.begun.set()
        await self.gate.wait()
        return "done"


@pytest.mark.parametrize("code", [b"", b"\x03\xe8", b"\x0f\xa0enough"])
async def test_a_close_is_answered_with_a_close(code):
    server = Server()
    left = departures(server)
    async with serving(server) as place, connected(place) as wire:
        wire.send(masked(code, CLOSE))
        assert await wire.close_code() == (int.from_bytes(code[:2], "big") or 1000)
        assert left == ["transport close"]


async def test_the_engine_io_close_packet_ends_the_connection_too():
    server = Server()
    left = departures(server)
    async with serving(server) as place, connected(place) as wire:
        wire.say("1")
        assert await wire.close_code() == 1000
        assert left == ["client close"]


async def test_a_client_that_vanishes_is_noticed():
    server = Server()
    left = departures(server)
    async with serving(server) as place, connected(place) as wire:
        wire.writer.transport.abort()
        await until(lambda: left)
    assert left in (["transport close"], ["transport error"])


async def test_draining_lets_handlers_finish_and_their_answers_leave():
    busy = Busy()
    async with serving(busy.server) as place, connected(place) as wire, connected(place) as idle:
        wire.say('421["work"]')
        await soon(busy.begun.wait())
        drained = asyncio.create_task(busy.server.drain(5))
        assert await idle.close_code() == 1001
        wire.say('422["work"]')
        await asyncio.sleep(0)
        busy.gate.set()
        assert await wire.text() == '431["done"]'
        assert await wire.close_code() == 1001
        idle.writer.close()
        wire.writer.close()
        await soon(drained)
        assert busy.left == ["server shutting down"] * 2


async def test_draining_does_not_wait_for_ever():
    busy = Busy()
    async with serving(busy.server) as place, connected(place) as wire:
        wire.say('421["work"]')
        await soon(busy.begun.wait())
        await soon(busy.server.drain(0.05))
        await wire.gone()
        busy.gate.set()


async def test_a_stock_client_may_come_back_after_a_drain():
    """It is not told DISCONNECT, which would mean: stay away."""
    server = Server()
    async with serving(server) as place, calling(place) as over_websocket, calling(place, "polling") as over_polling:
        await soon(server.drain(5))
        await soon(over_websocket.left.wait())
        await soon(over_polling.left.wait())


async def test_who_has_to_go_goes_spread_over_the_time_there_is():
    """So that they do not all come back at once, at another process."""
    server = Server()
    left = departures(server)
    async with serving(server) as place, AsyncExitStack() as crowd:
        for _ in range(50):
            await crowd.enter_async_context(connected(place))
        began = server.loop.time()
        leaving = asyncio.create_task(server.spread_out(0.5))
        await until(lambda: left)
        assert len(left) in (20, 40)
        await soon(leaving)
        assert server.loop.time() - began >= 0.3
        await until(lambda: len(left) == 50)
        assert set(left) == {"server shutting down"}


async def test_while_draining_nobody_new_is_let_in():
    server = Server()
    async with serving(server) as place, browser(place.url) as http:
        await server.drain(0.1)
        answer = await http.get(POLL)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        async with wired(place) as wire:
            assert (await upgrade(wire)).startswith("HTTP/1.1 503")


async def test_uvicorn_going_down_closes_every_connection_in_order():
    busy = Busy()
    async with serving(busy.server) as place, connected(place) as wire:
        wire.say('421["work"]')
        await soon(busy.begun.wait())
        down = asyncio.create_task(place.shut())
        await asyncio.sleep(0)
        busy.gate.set()
        assert await wire.text() == '431["done"]'
        assert await wire.close_code() == 1001
        wire.writer.close()
        await soon(down)
        assert busy.left == ["server shutting down"]


async def test_uvicorn_going_down_gives_up_a_probe():
    async with serving(Server()) as place, browser(place.url) as http:
        sid = (await http.get(POLL)).text.split('"')[3]
        async with opened(place, f"EIO=4&transport=websocket&sid={sid}") as wire:
            down = asyncio.create_task(place.shut())
            assert await wire.close_code() == 1001
        await soon(down)


async def test_the_last_words_come_after_everything_said_before():
    async def leave(socket: Socket) -> None:
        for number in range(100):
            socket.emit("number", number)
        socket.disconnect(encode("flood", {"retry_after": 5}))
        socket.emit("number", "too late")

    server = Server()
    server.handlers["leave"] = leave
    async with serving(server) as place, connected(place) as wire:
        wire.say('42["leave"]')
        for number in range(100):
            assert await wire.event() == ["number", number]
        assert await wire.event() == ["flood", {"retry_after": 5}]
        assert await wire.close_code() == 1000


async def test_last_words_wait_for_the_next_poll():
    async def leave(socket: Socket) -> None:
        socket.disconnect(encode("session:expired", {}))

    server = Server(Options())
    server.handlers["leave"] = leave
    async with serving(server) as place, calling(place, "polling") as phone:
        await phone.emit("leave")
        assert await phone.hear() == ("session:expired", {})
        await soon(phone.left.wait())
