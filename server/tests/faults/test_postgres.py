"""Our own PostgreSQL dies, or freezes, under people who are talking."""

import asyncio
import os
import random
import signal
import time

from tests.faults.crew import Crew
from tests.faults.product import Product, frozen

# Two by a clock that is not in the way; far from the minutes a connection would wait by itself.
DEGRADED_IN_SECONDS = 20.0


async def test_killed_it_comes_back_by_itself_and_nothing_is_lost(
    product: Product, crew: Crew, dice: random.Random
) -> None:
    async def crash() -> None:
        await crew.history.lines(dice.randrange(100, 800))
        os.kill(product.postmaster(), signal.SIGKILL)
        degraded = await product.health(503)
        assert (degraded.json()["status"], degraded.json()["database"]) == ("degraded", "unavailable")
        await product.health(200)

    for _ in range(2):
        async with asyncio.TaskGroup() as together:
            together.create_task(crew.talk(500))
            together.create_task(crash())
    assert await crew.disagreements() == []


async def test_frozen_it_is_noticed_in_time_and_everything_goes_on_when_it_thaws(product: Product, crew: Crew) -> None:
    with frozen(product.command.postgres()):
        asked = time.monotonic()
        sends = asyncio.create_task(crew.talk(100))
        await product.health(503)
        assert time.monotonic() - asked < DEGRADED_IN_SECONDS
        assert not sends.done()
    await product.health(200)
    await sends
    assert await crew.disagreements() == []
