"""The product to be ill-treated, and people who use it meanwhile."""

import os
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.faults.crew import Crew
from tests.faults.product import Product


@pytest.fixture
def dice() -> random.Random:
    """Chance that can be repeated: a failing test shows its seed."""
    seed = int(os.environ.get("KOCMOC_TEST_SEED", random.SystemRandom().randrange(10**6)))
    sys.stdout.write(f"KOCMOC_TEST_SEED={seed}\n")
    return random.Random(seed)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all these stories: that of a server which is killed again and again."""
    return tmp_path_factory.mktemp("faults") / "data"


@pytest_asyncio.fixture
async def product(data_dir: Path) -> AsyncIterator[Product]:
    product = Product(data_dir)
    try:
        await product.start()
        yield product
    finally:
        await product.end()
    assert product.mishaps() == []


@pytest_asyncio.fixture
async def crew(product: Product, dice: random.Random) -> AsyncIterator[Crew]:
    crew = Crew(product, dice)
    try:
        await crew.gather()
        yield crew
    finally:
        await crew.leave()
