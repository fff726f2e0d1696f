"""Two workers, PostgreSQL and NATS: each of them is killed while everybody talks, and the workers are renewed."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.crew import Crew
from tests.faults.product import Product

SENDS = int(os.environ.get("KOCMOC_TEST_SENDS", "600"))
WORKERS = 2


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mix") / "data"


@pytest_asyncio.fixture
async def product(data_dir: Path) -> AsyncIterator[Product]:
    product = Product(data_dir, KOCMOC_WORKERS=f"{WORKERS}")
    try:
        await product.start()
        await product.workers(WORKERS)
        yield product
    finally:
        await product.end()
    assert product.mishaps() == []


async def kill_a_worker(product: Product, dice: random.Random) -> None:
    victim = dice.choice(await product.workers(WORKERS))
    os.kill(victim, signal.SIGKILL)
    await product.workers(WORKERS, without=victim)


async def kill_postgres(product: Product, _: random.Random) -> None:
    victim = product.postmaster()
    os.kill(victim, signal.SIGKILL)
    await product.renewed(victim)
    await product.health(200)


async def kill_nats(product: Product, _: random.Random) -> None:
    victim = await product.nats()
    os.kill(victim, signal.SIGKILL)
    await product.nats(without=victim)


async def renew(product: Product, _: random.Random) -> None:
    before = await product.workers(WORKERS)
    product.command.tell(signal.SIGHUP)
    for each in before:
        await product.workers(WORKERS, without=each)


ACTS: list[Callable[[Product, random.Random], Awaitable[None]]] = [kill_a_worker, kill_postgres, kill_nats, renew]


async def test_whatever_is_killed_in_whatever_order_nothing_is_lost_doubled_or_disordered(
    product: Product, crew: Crew, dice: random.Random
) -> None:
    async def play() -> None:
        for act in dice.sample(ACTS, len(ACTS)):
            await crew.history.lines(dice.randrange(20, SENDS // len(ACTS)))
            await act(product, dice)

    async def talk() -> None:
        while not played.done():
            await crew.talk(SENDS // len(ACTS))

    played = asyncio.create_task(play())
    await asyncio.gather(played, talk())
    assert await crew.disagreements() == []
