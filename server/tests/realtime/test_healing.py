"""Processes lose sight of each other: sending goes on, and everybody learns what they have missed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from kocmoc.app import House
from kocmoc.serve.nats import NatsServer
from kocmoc.settings import Settings
from tests.cast import Person
from tests.phone import PATIENCE_SECONDS, Phone
from tests.stage import Running


class World:
    """Two servers on a NATS that can be taken away, and somebody at each."""

    def __init__(self, nats: NatsServer, gagarin: Person, tereshkova: Person, servers: list[Running]) -> None:
        self.gagarin, self.tereshkova = gagarin, tereshkova
        self._nats, self._servers = nats, servers

    async def part(self) -> None:
        """NATS is gone, and both have noticed."""
        assert self._nats.pid
        os.kill(self._nats.pid, signal.SIGKILL)
        await self._all(is_up=False)

    async def meet(self) -> None:
        guard = asyncio.create_task(self._nats.keep_alive())
        await self._all(is_up=True)
        guard.cancel()

    async def _all(self, *, is_up: bool) -> None:
        async with asyncio.timeout(20):
            while any(each.house.bus.is_up is not is_up for each in self._servers):  # noqa: ASYNC110 - tells nobody
                await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def world(settings: Settings, new_database: Callable[[], Awaitable[str]], tmp_path: Path) -> AsyncIterator[World]:
    nats, database = NatsServer(tmp_path / "nats"), await new_database()
    apart = replace(settings, nats_url=nats.start())
    async with AsyncExitStack() as stack:
        stack.callback(nats.stop)
        servers = [await stack.enter_async_context(Running(House(apart, database))) for _ in range(2)]
        people = [
            await Person.register(each.url, name) for each, name in zip(servers, ("gagarin", "tereshkova"), strict=True)
        ]
        for person in people:
            stack.push_async_callback(person.leave)
        yield World(nats, *people, servers)


async def test_without_a_bus_sending_works_and_who_missed_it_is_told_when_it_is_back(world: World) -> None:
    chat_id = await world.gagarin.chat_with(world.tereshkova)
    async with Phone(world.gagarin) as his, Phone(world.tereshkova) as hers:
        await world.gagarin.say(chat_id, "слышишь?")
        await hers.wait("message:new")
        await world.part()
        last = await world.gagarin.say(chat_id, "а теперь?")
        await his.wait("message:new", lambda message: message["seq"] == last["seq"])
        await world.meet()
        stale = await hers.wait("chat:stale")
        assert stale == {"chat_id": chat_id, "version": last["version"]}
        caught_up = await hers.ask("sync", {"chats": {chat_id: last["version"] - 1}})
        assert [message["text"] for message in caught_up["messages"]] == ["а теперь?"]
        again = await world.gagarin.say(chat_id, "снова на связи")
        assert await hers.wait("message:new", lambda message: message["seq"] == again["seq"])
        # What he has heard he is not told to be missing; of the last his process may have read before it was told.
        assert all(stale["version"] > last["version"] for stale in his.of("chat:stale"))


async def test_who_was_removed_meanwhile_hears_no_more_bus_or_no_bus(world: World) -> None:
    made = await world.gagarin.post("/chats/group", title="Восток", member_ids=[world.tereshkova.id])
    group = made.json()["id"]
    async with Phone(world.tereshkova) as hers:
        await world.gagarin.say(group, "все здесь")
        await hers.wait("message:new", lambda message: message["text"] == "все здесь")
        await world.part()
        assert (await world.gagarin.delete(f"/chats/{group}/members/{world.tereshkova.id}")).status_code == 204
        assert await hers.wait("chat:gone") == {"chat_id": group}
        await world.meet()
        await world.gagarin.say(group, "теперь без неё")
        await world.gagarin.chat_with(world.tereshkova)
        await hers.wait("chat:new", lambda chat: chat["type"] == "direct")
        assert "теперь без неё" not in [message["text"] for message in hers.of("message:new")]


@pytest.mark.parametrize("deed", ["logout", "disabled"])
async def test_a_session_that_ends_meanwhile_is_cut_bus_or_no_bus(world: World, deed: str) -> None:
    """The first of the two is the administrator."""
    elsewhere = await world.tereshkova.sign_in()
    elsewhere.url = world.gagarin.url
    async with Phone(elsewhere) as phone:
        await world.part()
        async with asyncio.timeout(PATIENCE_SECONDS):
            if deed == "logout":
                assert (await elsewhere.post("/auth/logout")).status_code == 204
            else:
                hers = await world.gagarin.http.patch(
                    f"{world.tereshkova.url}/api/admin/users/{world.tereshkova.id}", json={"disabled": True}
                )
                assert hers.status_code == 200
            await phone.disconnected.wait()
        assert phone.of("session:expired") == [{}]
        await world.meet()
    await elsewhere.leave()


async def test_who_was_added_meanwhile_is_in(world: World) -> None:
    made = await world.gagarin.post("/chats/group", title="Восток")
    group = made.json()["id"]
    async with Phone(world.tereshkova) as hers:
        await world.part()
        added = await world.gagarin.post(f"/chats/{group}/members", user_ids=[world.tereshkova.id])
        assert added.status_code == 200
        await world.meet()
        await hers.wait("chat:new", lambda chat: chat["id"] == group)
        await world.gagarin.say(group, "добро пожаловать")
        await hers.wait("message:new", lambda message: message["text"] == "добро пожаловать")
