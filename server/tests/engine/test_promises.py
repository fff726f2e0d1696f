"""What a handler only promises is answered when it is kept, and does not keep the same event from coming again."""

import asyncio
from asyncio import Future

import pytest

from kocmoc.realtime.engine import Options, Promise, Server, Socket
from tests.engine.serving import departures, serving, soon, until
from tests.engine.wire import connected


class Queue:
    """Takes orders now and fills them when it is told to."""

    def __init__(self, server: Server) -> None:
        self.orders: list[tuple[str, Future[str]]] = []
        self.looked: list[int] = []
        server.handlers |= {"order": self.order, "look": self.look}

    async def order(self, _: Socket, name: str) -> Promise:
        result: Future[str] = asyncio.get_running_loop().create_future()
        self.orders.append((name, result))
        return Promise(result, lambda done: {"ok": True, "done": done})

    async def look(self, _: Socket) -> int:
        self.looked.append(len([name for name, result in self.orders if result.done()]))
        return self.looked[-1]

    async def ordered(self, count: int) -> None:
        await until(lambda: len(self.orders) == count)

    def fill(self, number: int) -> None:
        name, result = self.orders[number]
        result.set_result(name)


async def test_the_same_event_is_taken_on_in_order_before_the_first_is_answered() -> None:
    server = Server()
    queue = Queue(server)
    async with serving(server) as place, connected(place) as wire:
        wire.say(*(f'42{n}["order","{n}"]' for n in range(20)))
        await queue.ordered(20)
        assert [name for name, _ in queue.orders] == [f"{n}" for n in range(20)]
        for n in range(20):
            queue.fill(n)
        for n in range(20):
            assert await wire.text() == f'43{n}[{{"ok":true,"done":"{n}"}}]'


async def test_another_event_waits_until_everything_promised_is_kept() -> None:
    server = Server()
    queue = Queue(server)
    async with serving(server) as place, connected(place) as wire:
        wire.say('421["order","a"]', '422["order","b"]', '423["look"]', '424["order","c"]')
        await queue.ordered(2)
        queue.fill(1)
        assert await wire.text() == '432[{"ok":true,"done":"b"}]'
        assert queue.looked == []
        queue.fill(0)
        assert await wire.text() == '431[{"ok":true,"done":"a"}]'
        assert await wire.text() == "433[2]"
        await queue.ordered(3)
        queue.fill(2)
        assert await wire.text() == '434[{"ok":true,"done":"c"}]'


async def test_a_promise_that_is_broken_is_an_acknowledgement_too() -> None:
    server = Server()
    server.explain = lambda error: {"code": type(error).__name__}
    queue = Queue(server)
    async with serving(server) as place, connected(place) as wire:
        wire.say('421["order","a"]', '422["order","b"]')
        await queue.ordered(2)
        queue.orders[0][1].set_exception(LookupError())
        queue.fill(1)
        assert await wire.text() == '431[{"ok":false,"error":{"code":"LookupError"}}]'
        assert await wire.text() == '432[{"ok":true,"done":"b"}]'


@pytest.mark.parametrize("reason", ["transport close", "client disconnect"])
async def test_whoever_leaves_has_left_when_their_promises_are_kept(reason: str) -> None:
    server = Server()
    queue = Queue(server)
    left = departures(server)
    async with serving(server) as place, connected(place) as wire:
        wire.say('421["order","a"]')
        await queue.ordered(1)
        if reason == "transport close":
            wire.writer.close()
            await until(lambda: not server.sessions)
        else:
            wire.say("41", '422["order","b"]')
            await soon(asyncio.sleep(0))
        assert left == []
        queue.fill(0)
        await until(lambda: left == [reason])


async def test_a_session_that_retires_keeps_what_it_promised_first() -> None:
    server = Server()
    queue = Queue(server)
    async with serving(server) as place, connected(place) as wire:
        wire.say('421["order","a"]')
        await queue.ordered(1)
        [session] = server.sessions.values()
        session.retire()
        assert not session.closed
        queue.fill(0)
        assert await wire.text() == '431[{"ok":true,"done":"a"}]'
        assert await wire.close_code() == 1001


async def test_no_more_is_read_while_too_much_is_promised() -> None:
    server = Server(Options(max_packets_per_second=1000))
    queue = Queue(server)
    async with serving(server) as place, connected(place) as wire:
        [session] = server.sessions.values()
        for n in range(2001):
            session.receive(f'42{n}["order","{n}"]')
        await queue.ordered(2001)
        assert session.speaker.full
        wire.say('42["order","late"]')
        for n in range(2001):
            queue.fill(n)
        await queue.ordered(2002)
        assert not session.speaker.full
