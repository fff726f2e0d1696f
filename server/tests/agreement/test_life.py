"""Whatever people do to chats, to each other and to what was said, in whatever order and at the same time: after each
step what everybody's client believes is what a fresh look says."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as some
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.agreement.deeds import DEEDS, FAREWELL, OPENINGS, RULE, TALK, WISHES, Deed
from tests.agreement.world import PEOPLE, World
from tests.stage import Running

LONG = 25
FEW = 5
LIFETIMES = settings(
    max_examples=8,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

# The first of them has founded what there is, and may do most.
person = some.sampled_from([0, 0, *range(PEOPLE)])


def deed(*kinds: dict[str, Deed]) -> some.SearchStrategy[dict[str, Any]]:
    """By anybody, in one of the chats, perhaps to one of its latest messages, perhaps with somebody else in mind."""
    names = [name for kind in kinds for name in kind]
    return some.fixed_dictionaries(
        {
            "name": some.sampled_from(names),
            "who": person,
            "where": some.integers(0, 6),
            "back": some.integers(0, 3),
            "whom": person,
        }
    )


class Life(RuleBasedStateMachine):
    """Runs in a thread, because the machine knows nothing of loops and the server lives in ours."""

    server: ClassVar[Running]
    loop: ClassVar[asyncio.AbstractEventLoop]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.world = World(self.server)

    def wait(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @initialize()
    def begin(self) -> None:
        self.wait(self.world.begin())

    @rule(deed=deed(OPENINGS))
    def open_a_chat(self, deed: dict[str, Any]) -> None:
        self.wait(self.world.do(deed))

    @rule(deed=deed(RULE))
    def rule_a_chat(self, deed: dict[str, Any]) -> None:
        self.wait(self.world.do(deed))

    @rule(deed=deed(TALK))
    def talk(self, deed: dict[str, Any]) -> None:
        self.wait(self.world.do(deed))

    @rule(deed=deed(WISHES))
    def wish(self, deed: dict[str, Any]) -> None:
        self.wait(self.world.do(deed))

    @rule(deeds=some.lists(deed(RULE, TALK, WISHES), min_size=2, max_size=4))
    def do_it_all_at_once(self, deeds: list[dict[str, Any]]) -> None:
        self.wait(self.world.do(*deeds))

    @precondition(lambda self: self.world.done.total() > LONG and len(self.world.mirrors) == PEOPLE)
    @rule(who=person)
    def say_farewell(self, who: int) -> None:
        self.wait(self.world.say_farewell(who))

    @rule()
    def agree(self) -> None:
        self.wait(self.world.agree())

    @invariant()
    def glance(self) -> None:
        self.wait(self.world.glance())

    def teardown(self) -> None:
        self.wait(self.world.agree())
        self.wait(self.world.end())
        self.done.update(self.world.done)


async def test_what_everybody_believes_is_what_there_is(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is told at most once a second is told as seldom, in shorter seconds.
    monkeypatch.setattr("kocmoc.realtime.news.pace.SECONDS", 0.05)
    Life.server, Life.loop, Life.done = server, asyncio.get_running_loop(), Counter()
    await asyncio.to_thread(run_state_machine_as_test, Life, settings=LIFETIMES)
    assert len({*DEEDS, FAREWELL} - set(Life.done)) <= FEW, Life.done
