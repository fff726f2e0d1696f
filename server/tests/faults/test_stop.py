"""SIGTERM: what was acknowledged is there, and the end comes in time, whatever is going on."""

import asyncio
import os
import random
import signal
import time

from tests.faults.crew import Crew
from tests.faults.product import Product

ENOUGH_SECONDS = 10.0


async def test_a_stop_during_sends_is_in_order_and_in_time(product: Product, crew: Crew, dice: random.Random) -> None:
    async def stop() -> None:
        await crew.history.lines(dice.randrange(100, 800))
        assert crew.history.unanswered
        asked = time.monotonic()
        product.terminate()
        assert await product.ended() == 0
        assert time.monotonic() - asked < ENOUGH_SECONDS
        await product.start()

    async with asyncio.TaskGroup() as together:
        together.create_task(crew.talk(500))
        together.create_task(stop())
    assert await crew.disagreements() == []


async def test_a_stop_while_postgres_is_away_is_in_order_too(product: Product, crew: Crew) -> None:
    async def stop() -> None:
        await crew.history.lines(100)
        asked = time.monotonic()
        os.kill(product.postmaster(), signal.SIGKILL)
        product.terminate()
        assert await product.ended() == 0
        assert time.monotonic() - asked < ENOUGH_SECONDS
        await product.start()

    async with asyncio.TaskGroup() as together:
        together.create_task(crew.talk(100))
        together.create_task(stop())
    assert await crew.disagreements() == []
