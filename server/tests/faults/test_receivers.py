"""Two clients, one of whom does not hear everything."""

import asyncio
import random

import pytest

from tests.cast import Person
from tests.faults.client import Client
from tests.faults.history import History, Message
from tests.faults.invariants import violations
from tests.faults.reading import read_all
from tests.faults.sending import Rest, deliver
from tests.stage import Running


class Pair:
    """Two people, their chat, and what is known of it."""

    def __init__(self, server: Running, one: Person, other: Person, chat_id: str) -> None:
        self.history = History()
        self.history.chat(chat_id, one.id, other.id)
        self.one, self.other, self.chat_id = one, other, chat_id
        self._url = server.url

    async def at(self) -> str:
        return self._url

    async def talk(self, count: int, last: str = "") -> None:
        """The one tells the other so much, one thing after the other."""
        rest = Rest(self.one, self.at)
        for n in range(count - 1):
            await deliver(self.history, rest, self.chat_id, f"{n}")
        await deliver(self.history, rest, self.chat_id, last or "Конец связи")
        rest.hang_up()

    async def disagreements(self, *clients: Client) -> list[str]:
        for client in clients:
            await client.reaches(self.chat_id, self.history.last(self.chat_id))
        readings = [await read_all(person, self.history) for person in (self.one, self.other)]
        return violations(self.history, readings, [client.seen() for client in clients])


@pytest.fixture
async def pair(server: Running, gagarin: Person, tereshkova: Person) -> Pair:
    return Pair(server, gagarin, tereshkova, await gagarin.chat_with(tereshkova))


async def test_who_was_away_catches_up_by_sync_alone(pair: Pair) -> None:
    his, hers = Client(pair.one, pair.history, pair.at), Client(pair.other, pair.history, pair.at)
    async with his:
        async with hers:
            await pair.talk(20)
            await hers.reaches(pair.chat_id, 20)
        await pair.talk(30)
        assert hers.view(pair.chat_id).version == 20
        async with hers:
            assert hers.view(pair.chat_id).version == 50
            await pair.talk(5)
            assert await pair.disagreements(his, hers) == []


async def test_who_was_away_for_too_long_loads_the_chat_anew(pair: Pair) -> None:
    hers = Client(pair.other, pair.history, pair.at)
    async with hers:
        await pair.talk(10)
        await hers.reaches(pair.chat_id, 10)
    await pair.talk(250)
    async with hers:
        assert pair.history.reloads(hers.name) == 1
        assert await pair.disagreements(hers) == []


async def test_who_comes_and_goes_during_the_talk_misses_nothing(pair: Pair, dice: random.Random) -> None:
    hers = Client(pair.other, pair.history, pair.at)
    talk = asyncio.create_task(pair.talk(400))
    for _ in range(6):
        async with hers:
            await pair.history.lines(dice.randrange(1, 60))
        await pair.history.lines(dice.randrange(1, 60))
    async with hers:
        await talk
        assert await pair.disagreements(hers) == []


async def test_who_loses_every_third_event_heals_at_the_gaps(pair: Pair, dice: random.Random) -> None:
    def deaf(message: Message) -> bool:
        return message["text"] != "Конец связи" and dice.random() < 0.33

    async with Client(pair.one, pair.history, pair.at) as his, Client(pair.other, pair.history, pair.at, deaf) as hers:
        before = hers.syncs
        await pair.talk(100)
        assert await pair.disagreements(his, hers) == []
        assert hers.syncs > before
        assert pair.history.reloads(hers.name) == 0
