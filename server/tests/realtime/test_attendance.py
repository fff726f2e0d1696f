"""Who is online when people are spread over several processes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace

from kocmoc.app import House
from kocmoc.serve.nats import NatsServer
from kocmoc.settings import Settings
from tests.cast import Person
from tests.engine.serving import until
from tests.phone import Phone
from tests.stage import Running


def of(person: Person, *, online: bool) -> Callable[[Any], bool]:
    return lambda update: (update["user_id"], update["online"]) == (person.id, online)


def at(server: Running, person: Person) -> Person:
    """The same person, connected to another server."""
    other = Person.__new__(Person)
    other.__dict__ |= person.__dict__ | {"url": server.url}
    return other


async def test_somebody_on_two_processes_is_gone_when_both_have_let_go(
    servers: list[Running], gagarin: Person, tereshkova: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kocmoc.realtime.presence.GRACE_SECONDS", 0.0)
    await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his:
        async with Phone(at(servers[0], tereshkova)) as one:
            await his.wait("presence:update", of(tereshkova, online=True))
            async with Phone(at(servers[1], tereshkova)):
                pass
            await one.ask("sync", {})
            assert (await gagarin.get(f"/users/{tereshkova.id}")).json()["online"]
            assert not any(map(of(tereshkova, online=False), his.of("presence:update")))
        await his.wait("presence:update", of(tereshkova, online=False))


async def test_rest_knows_at_every_process_who_is_online(
    servers: list[Running], gagarin: Person, tereshkova: Person
) -> None:
    await gagarin.chat_with(tereshkova)
    async with Phone(gagarin) as his, Phone(tereshkova):
        await his.wait("presence:update", of(tereshkova, online=True))
        for server in servers:
            asked = await gagarin.http.get(f"{server.url}/api/users/{tereshkova.id}")
            assert asked.json()["online"] is True


async def test_members_of_small_groups_hear_and_those_of_channels_do_not(
    gagarin: Person, tereshkova: Person, stranger: Person
) -> None:
    await gagarin.post("/chats/group", title="Восток", member_ids=[tereshkova.id])
    await gagarin.post("/chats/group", title="ЦУП", type="channel", member_ids=[stranger.id])
    async with Phone(tereshkova) as hers, Phone(stranger) as alien, Phone(gagarin):
        await hers.wait("presence:update", of(gagarin, online=True))
        await alien.ask("sync", {})
        assert alien.of("presence:update") == []


async def test_those_of_a_process_that_ended_are_gone_only_after_a_while(
    servers: list[Running],
    settings: Settings,
    nats: NatsServer,
    gagarin: Person,
    tereshkova: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kocmoc.realtime.attendance.MOVING_SECONDS", 1.0)
    await gagarin.chat_with(tereshkova)
    third = House(replace(settings, nats_url=nats.url), servers[0].house.database._dsn)
    async with Phone(gagarin) as his:
        async with Running(third) as running, Phone(at(running, tereshkova)) as hers:
            await his.wait("presence:update", of(tereshkova, online=True))
            await hers.ask("sync", {})
        await his.wait("presence:update", of(tereshkova, online=False))
        assert len(his.of("presence:update")) == 2


async def test_a_server_that_restarts_alone_takes_those_who_were_here_for_present(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    database = await new_database()
    async with Running(House(settings, database)) as server:
        gagarin = await Person.register(server.url, "gagarin")
        async with Phone(gagarin) as his:
            await his.ask("sync", {})
    async with Running(House(settings, database)) as server:
        presence = server.house.presence
        await until(lambda: presence.is_online(int(gagarin.id)))
        presence._left_at = {who: (0.0, at) for who, (_, at) in presence._left_at.items()}
        await until(lambda: not presence.is_online(int(gagarin.id)))
    await gagarin.leave()
