"""People who know each other and never stop talking, with several devices each, on one product."""

import asyncio
import contextlib
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import combinations
from typing import Protocol

from tests.cast import Person
from tests.faults.client import Client
from tests.faults.history import History
from tests.faults.invariants import violations
from tests.faults.reading import read_all
from tests.faults.sending import Rest, Route, Socket, Unknown, deliver

NAMES = ("gagarin", "tereshkova", "leonov", "komarov")
WORDS = ("Поехали!", "Земля в иллюминаторе", "Как слышите? Приём.", "Вижу горизонт, голубая полоса")


class Home(Protocol):
    """Where they talk."""

    async def at(self) -> str: ...
    async def register(self, name: str) -> Person: ...


class Crew:
    """Direct chats between all of them, and a stranger who is connected too and must learn nothing."""

    def __init__(self, home: Home, dice: random.Random) -> None:
        self.history = History()
        self.people: list[Person] = []
        self.clients: list[Client] = []
        self._home = home
        self._dice = dice
        self.routes: list[Route] = []
        self._chats: dict[str, list[str]] = {}
        self._stack = AsyncExitStack()

    async def gather(self) -> None:
        self.people = [await self._home.register(name) for name in NAMES]
        self._chats = {person.id: [] for person in self.people}
        for one, other in combinations(self.people, 2):
            await self._introduce(one, other)
        talking = [await self._give_client(person) for person in self.people * 3]
        self.people.append(await self._home.register("stranger"))
        await self._give_client(self.people[-1])
        self.routes = [*map(Socket, talking), *(self._connect(each.owner) for each in talking)]
        await self._intrude()

    async def leave(self) -> None:
        await self._stack.aclose()

    async def talk(self, count: int) -> None:
        """So many messages, from everybody to everybody at once."""
        turns = iter(range(count))
        async with asyncio.TaskGroup() as talking:
            for route in self.routes:
                talking.create_task(self._chat(route, turns))

    async def disagreements(self) -> list[str]:
        """Everything that is wrong, once every device has come to rest by itself."""
        readings = [await read_all(person, self.history) for person in self.people]
        for client in self.clients:
            for chat_id, chat in readings[self.people.index(client.owner)].chats.items():
                await client.reaches(chat_id, chat["version"])
        return violations(self.history, readings, [client.seen() for client in self.clients])

    async def _give_client(self, person: Person) -> Client:
        self.clients.append(await self._stack.enter_async_context(Client(person, self.history, self._home.at)))
        return self.clients[-1]

    def _connect(self, person: Person) -> Rest:
        rest = Rest(person, self._home.at)
        self._stack.callback(rest.hang_up)
        return rest

    async def _introduce(self, one: Person, other: Person) -> None:
        chat_id = await one.chat_with(other)
        self.history.chat(chat_id, one.id, other.id)
        for person in (one, other):
            self._chats[person.id].append(chat_id)

    async def _chat(self, route: Route, turns: Iterator[int]) -> None:
        for turn in turns:
            chat_id = self._dice.choice(self._chats[route.owner.id])
            text = f"{self._dice.choice(WORDS)} {turn}"
            client_id = await deliver(self.history, route, chat_id, text, persistent=self._happens(0.9))
            if self._happens(0.03):
                await self._repeat(route, client_id)
            if self._happens(0.03):
                await self._read(route, chat_id)

    async def _repeat(self, route: Route, client_id: str) -> None:
        """The same `client_id` again with another text: the answer must be the same."""
        send = self.history.sends[client_id]
        if send.answers:
            with contextlib.suppress(Unknown):
                self.history.ok(client_id, await route.carry(send.chat_id, client_id, "совсем другое"))

    async def _read(self, route: Route, chat_id: str) -> None:
        seq = self.history.last(chat_id)
        with contextlib.suppress(Unknown):
            await route.read(chat_id, seq)
            self.history.read(route.owner.id, chat_id, seq)

    async def _intrude(self) -> None:
        """The stranger tries every chat, both ways."""
        stranger = self.clients[-1]
        for chat_id in self.history.members:
            for route in (Socket(stranger), self._connect(stranger.owner)):
                await deliver(self.history, route, chat_id, "Пустите!")

    def _happens(self, probability: float) -> bool:
        return self._dice.random() < probability
