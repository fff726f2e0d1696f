"""kill -9 in the middle of everything."""

import asyncio
import random

import asyncpg

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
        if dice.random() < 0.5:
            await product.stir()
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


async def test_numbers_of_transactions_that_a_crash_gives_out_again_hide_nothing(
    product: Product, dice: random.Random
) -> None:
    """What a rolled back transaction did is not on the disk, and neither is its number; a sync cursor has seen it."""
    gagarin, tereshkova = await product.register("gagarin"), await product.register("tereshkova")
    await come_to_nothing(product, times=10)
    cursor = (await gagarin.post("/sync", cursor=None, chats={})).json()["cursor"]
    product.kill_everything(dice)
    await product.start()
    chat_id = await tereshkova.chat_with(gagarin)
    for _ in range(20):
        await product.register("somebody")
    missed = (await gagarin.post("/sync", cursor=cursor, chats={})).json()
    assert [chat["id"] for chat in missed["chats"]] == [chat_id]


async def come_to_nothing(product: Product, times: int) -> None:
    connection = await asyncpg.connect(product.database)
    for _ in range(times):
        await connection.execute("begin; select pg_current_xact_id(); rollback")
    await connection.close()
