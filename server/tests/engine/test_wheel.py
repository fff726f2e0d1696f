"""One timer for everybody."""

import asyncio

from kocmoc.realtime.engine.wheel import Wheel
from tests.engine.serving import timers, transparent, until

STEP = 0.005


class Cosmonaut:
    """Sleeps on the wheel and notes when it was woken."""

    def __init__(self) -> None:
        self.tick = -1
        self.woken: list[float] = []

    def wake(self) -> None:
        self.woken.append(asyncio.get_running_loop().time())


async def test_nobody_is_woken_early_or_more_than_once():
    loop = asyncio.get_running_loop()
    wheel, crew = Wheel(loop, STEP), [Cosmonaut() for _ in range(50)]
    start = loop.time()
    for number, cosmonaut in enumerate(crew):
        wheel.schedule(cosmonaut, start + number * STEP / 3)
    await until(lambda: all(cosmonaut.woken for cosmonaut in crew))
    for number, cosmonaut in enumerate(crew):
        assert len(cosmonaut.woken) == 1
        assert cosmonaut.woken[0] >= start + number * STEP / 3 - 0.002  # uvloop counts in milliseconds


def test_a_thousand_sleepers_share_one_timer():
    async def sleep_all() -> None:
        loop = asyncio.get_running_loop()
        wheel = Wheel(loop, STEP)
        for number in range(1000):
            wheel.schedule(Cosmonaut(), loop.time() + 60 + number / 100)
        assert timers() == 1

    transparent(sleep_all())


async def test_the_last_arrangement_counts():
    loop = asyncio.get_running_loop()
    wheel, cosmonaut, cancelled = Wheel(loop, STEP), Cosmonaut(), Cosmonaut()
    wheel.schedule(cosmonaut, loop.time() + 60)
    wheel.schedule(cosmonaut, loop.time() + STEP)
    wheel.schedule(cancelled, loop.time() + STEP)
    wheel.cancel(cancelled)
    wheel.cancel(cancelled)
    await until(lambda: cosmonaut.woken)
    assert not cancelled.woken
    assert cosmonaut.tick == -1


async def test_a_sleeper_may_go_back_to_sleep_when_woken():
    loop = asyncio.get_running_loop()
    wheel = Wheel(loop, STEP)

    class Restless(Cosmonaut):
        def wake(self) -> None:
            super().wake()
            if len(self.woken) < 3:
                wheel.schedule(self, loop.time())

    restless = Restless()
    wheel.schedule(restless, loop.time())
    await until(lambda: len(restless.woken) == 3)


async def test_who_is_woken_may_let_another_sleep_on():
    loop = asyncio.get_running_loop()
    wheel = Wheel(loop, STEP)

    class Guard(Cosmonaut):
        def wake(self) -> None:
            super().wake()
            for other in guards:
                wheel.cancel(other)

    guards = [Guard(), Guard()]
    when = loop.time() + STEP
    for guard in guards:
        wheel.schedule(guard, when)
    await until(lambda: any(guard.woken for guard in guards))
    assert sum(len(guard.woken) for guard in guards) == 1
