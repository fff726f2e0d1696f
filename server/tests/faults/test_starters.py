"""Two servers start at the same moment."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest_asyncio

from tests.cast import PASSWORD
from tests.faults.product import Product


@pytest_asyncio.fixture
async def twins(tmp_path: Path) -> AsyncIterator[tuple[Product, Product]]:
    """Two commands that have never been run, on one data folder."""
    twins = Product(tmp_path / "data"), Product(tmp_path / "data")
    try:
        yield twins
    finally:
        for twin in twins:
            await twin.end()


@pytest_asyncio.fixture
async def empty_database() -> str:
    """The DSN of a database without anything in it."""
    dsn, name = os.environ["KOCMOC_TEST_POSTGRES"], f"starters_{uuid4().hex}"
    connection = await asyncpg.connect(dsn)
    await connection.execute(f"create database {name} template template0")
    await connection.close()
    return dsn.replace("/postgres?", f"/{name}?", 1)


async def test_of_two_on_one_fresh_folder_one_serves_and_the_other_says_why_not(twins: tuple[Product, Product]) -> None:
    commands = [twin.launch() for twin in twins]
    ends = [asyncio.create_task(asyncio.to_thread(command.process.wait)) for command in commands]
    (done,), (_,) = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED, timeout=30)
    loser = ends.index(done)
    assert commands[loser].code == 1
    assert commands[loser].log.startswith("kocmoc: The data folder")
    assert f"in use by another KOCMOC (process {commands[1 - loser].process.pid})" in commands[loser].log
    assert "Traceback" not in commands[loser].log
    winner = twins[1 - loser]
    await winner.arrive()
    gagarin = await winner.register("gagarin")
    winner.terminate()
    assert await winner.ended() == 0
    await winner.start()
    assert (await gagarin.get("/users/me")).status_code == 200


async def test_two_on_one_fresh_external_database_both_serve(tmp_path: Path, empty_database: str) -> None:
    servers = [Product(tmp_path / name, KOCMOC_DATABASE_URL=empty_database) for name in ("one", "other")]
    try:
        await asyncio.gather(*(server.start() for server in servers))
        gagarin = await servers[0].register("gagarin")
        login = {"login": gagarin.username, "password": PASSWORD}
        async with httpx.AsyncClient(base_url=servers[1].url) as anybody:
            assert (await anybody.post("/api/auth/login", json=login)).status_code == 200
    finally:
        for server in servers:
            await server.end()
    assert [server.mishaps() for server in servers] == [[], []]
