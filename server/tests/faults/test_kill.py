"""kill -9 in the middle of everything."""

import asyncio
import random

from tests.faults.crew import Crew
from tests.faults.product import RECOVERY_SECONDS, Product

SENDS = 2000


async def test_five_kills_of_everything_during_two_thousand_sends_each_lose_nothing(
    product: Product, crew: Crew, dice: random.Random
) -> None:
    async def crash() -> None:
        await crew.history.lines(dice.randrange(100, 2 * SENDS - 400))
        assert crew.history.unanswered
        product.kill_everything(dice)
        assert await product.start() < RECOVERY_SECONDS

    for _ in range(5):
        async with asyncio.TaskGroup() as together:
            together.create_task(crew.talk(SENDS))
            together.create_task(crash())
    assert crew.history.doubts
    assert await crew.disagreements() == []


async def test_a_kill_of_the_server_alone_loses_nothing(product: Product, crew: Crew, dice: random.Random) -> None:
    async def crash() -> None:
        await crew.history.lines(dice.randrange(100, 800))
        product.kill_server()
        assert await product.start() < RECOVERY_SECONDS

    async with asyncio.TaskGroup() as together:
        together.create_task(crew.talk(500))
        together.create_task(crash())
    assert await crew.disagreements() == []
