"""Whatever people do to each other's messages, in whatever order: what each of them has heard is what there is."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest_asyncio
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.agreement import Mirror
from tests.cast import Person
from tests.stage import Running

PEOPLE = 4
REFUSED = {403, 404, 409, 422}

person = some.integers(0, PEOPLE - 1)
chat = some.integers(0, 3)
place = some.integers(1, 12)
Deed = Callable[["World", Person, str, str, Person], Awaitable[httpx.Response]]

# What somebody does in a chat, perhaps to a message in it, perhaps with somebody else in mind.
DEEDS: dict[str, Deed] = {
    "say": lambda _, who, where, _what, whom: who.post(
        f"/chats/{where}/messages", client_id=str(uuid4()), text=f"@{whom.username}, приём"
    ),
    "reply": lambda _, who, where, what, _whom: who.post(
        f"/chats/{where}/messages", client_id=str(uuid4()), text="слышу", reply_to_id=what
    ),
    "edit": lambda _, who, _where, what, whom: who.patch(f"/messages/{what}/edit", text=f"нет, @{whom.username}"),
    "delete": lambda _, who, _where, what, _whom: who.delete(f"/messages/{what}/delete"),
    "react": lambda _, who, _where, what, _whom: who.put(f"/messages/{what}/reactions/🚀"),
    "unreact": lambda _, who, _where, what, _whom: who.delete(f"/messages/{what}/reactions/🚀"),
    "pin": lambda _, who, _where, what, _whom: who.put(f"/messages/{what}/pin"),
    "unpin": lambda _, who, _where, what, _whom: who.delete(f"/messages/{what}/pin"),
    "forward": lambda world, who, _where, what, _whom: who.post(
        f"/messages/{what}/forward", chat_ids=world.chats[:2], client_id=str(uuid4())
    ),
    "read": lambda _, who, where, what, _whom: who.post(f"/chats/{where}/read", seq=int(what.partition("-")[2])),
    "clear": lambda _, who, where, _what, _whom: who.post(f"/chats/{where}/clear"),
    "rename": lambda _, who, where, what, _whom: who.patch(f"/chats/{where}", title=f"Полёт {what}"),
    "add": lambda _, who, where, _what, whom: who.post(f"/chats/{where}/members", user_ids=[whom.id]),
    "remove": lambda _, who, where, _what, whom: who.delete(f"/chats/{where}/members/{whom.id}"),
    "promote": lambda _, who, where, _what, whom: who.patch(f"/chats/{where}/members/{whom.id}", role="admin"),
    "demote": lambda _, who, where, _what, whom: who.patch(f"/chats/{where}/members/{whom.id}", role="member"),
}


class World:
    """Some people, a group, a group that begins with joining, a channel, a direct chat."""

    def __init__(self, server: Running) -> None:
        self.server = server
        self.people: list[Person] = []
        self.mirrors: list[Mirror] = []
        self.chats: list[str] = []
        self.done: Counter[str] = Counter()

    async def begin(self) -> None:
        names = [f"p{uuid4().hex[:12]}" for _ in range(PEOPLE)]
        self.people = [await Person.register(self.server.url, name) for name in names]
        owner, *others = self.people
        self.chats = [
            await owner.make_group("Восток", *others),
            await owner.make_group("Восход", *others[:1], history="from_join"),
            await owner.make_group("ЦУП", *others[:2], type="channel"),
            await owner.chat_with(others[0]),
        ]
        for where in self.chats:
            for text in ("раз", "два", "три"):
                await owner.say(where, text)
        self.mirrors = [await Mirror(each).__aenter__() for each in self.people]

    async def end(self) -> None:
        for mirror in self.mirrors:
            await mirror.__aexit__(None, None, None)
        for each in self.people:
            await each.leave()

    async def do(self, name: str, who: int, where: int, seq: int, whom: int) -> None:
        chat_id = self.chats[where]
        answer = await DEEDS[name](self, self.people[who], chat_id, f"{chat_id}-{seq}", self.people[whom])
        assert answer.is_success or answer.status_code in REFUSED, answer.text

        self.done[name] += answer.is_success

    async def agree(self) -> None:
        await asyncio.gather(*(mirror.agree() for mirror in self.mirrors))


@pytest_asyncio.fixture
async def loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_what_everybody_has_heard_is_what_there_is(server: Running, loop: asyncio.AbstractEventLoop) -> None:
    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.world = World(server)

        @initialize()
        def begin(self) -> None:
            loop.run_until_complete(self.world.begin())

        @rule(name=some.sampled_from(sorted(DEEDS)), who=person, where=chat, seq=place, whom=person)
        def do(self, name: str, **what: Any) -> None:
            loop.run_until_complete(self.world.do(name, **what))

        @rule()
        def agree(self) -> None:
            loop.run_until_complete(self.world.agree())

        def teardown(self) -> None:
            loop.run_until_complete(self.world.agree())
            loop.run_until_complete(self.world.end())
            done.update(self.world.done)

    done: Counter[str] = Counter()

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Life,
        settings=settings(
            max_examples=5,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert set(done) == set(DEEDS), done
