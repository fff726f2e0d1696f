"""What one more listener costs, and one who does not listen."""

import asyncio
import gc
import socket
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx

from tests.cast import Person
from tests.engine.serving import until
from tests.engine.wire import Wire, upgrade
from tests.phone import Phone
from tests.stage import Running

# 49 more make the fifty that one person may have.
MORE = 49
LONG = "ё" * 4096
# 8 KiB each: well below a mebibyte, and well above it with what the kernel keeps.
FEW, MANY = 60, 150


@asynccontextmanager
async def mute(person: Person, *, window: int = 0) -> AsyncIterator[Wire]:
    """Connected by hand, at the process this person asks; reads nothing that it is not made to read."""
    raw = socket.socket()
    if window:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", httpx.URL(person.url).port))
    wire = Wire(*await asyncio.open_connection(sock=raw, limit=1024))
    await upgrade(wire)
    assert (await wire.text()).startswith("0{")
    wire.say(f'40{{"token":"{person.token}"}}')
    assert (await wire.text()).startswith('40{"sid":')
    try:
        yield wire
    finally:
        wire.writer.close()


def things() -> Counter[str]:
    """What a connection might cost and does not."""
    gc.collect()
    return Counter(
        name for each in gc.get_objects() if (name := type(each).__name__) in ("Task", "TimerHandle", "Queue")
    )


async def test_a_connection_costs_no_task_no_timer_and_no_queue(gagarin: Person, server: Running) -> None:
    async with AsyncExitStack() as crowd:
        await crowd.enter_async_context(mute(gagarin))
        await until(lambda: not server.house.engine._tasks)
        before = things()
        for _ in range(MORE):
            await crowd.enter_async_context(mute(gagarin))
        await until(lambda: not server.house.engine._tasks)
        assert len(server.house.live.rooms.sockets_of(int(gagarin.id))) == MORE + 1
        more = things() - before
        # What goes on at this very moment behind the requests is not as much as one thing for each.
        assert max(more.values(), default=0) < MORE / 4, more


async def test_who_does_not_listen_is_cut_off_and_the_others_hear_everything(
    gagarin: Person, tereshkova: Person, leonov: Person, vostok: str, servers: list[Running]
) -> None:
    (theirs,) = (each.house for each in servers if each.url == leonov.url)
    async with mute(leonov, window=4096), Phone(tereshkova) as hers:
        said = [await gagarin.say(vostok, LONG) for _ in range(FEW)]
        await hers.wait("message:new", lambda message: message["seq"] == said[-1]["seq"])
        assert theirs.live.rooms.sockets_of(int(leonov.id))
        said += [await gagarin.say(vostok, LONG) for _ in range(MANY)]
        await hers.wait("message:new", lambda message: message["seq"] == said[-1]["seq"])
        assert [message["seq"] for message in hers.of("message:new")] == [message["seq"] for message in said]
        await until(lambda: not theirs.live.rooms.sockets_of(int(leonov.id)))
