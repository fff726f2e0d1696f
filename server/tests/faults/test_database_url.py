"""A PostgreSQL of somebody else: not there yet, gone, full, back again."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio

from kocmoc.core.postgres import Embedded, processes
from tests.cast import PASSWORD
from tests.faults.crew import Crew
from tests.faults.keepalive import Answer
from tests.faults.product import Product, frozen
from tests.faults.sending import deliver, require_clear
from tests.ground.owner import QUICK, postgres_of
from tests.phone import Phone

# Ten by a clock that is not in the way; far from the minute a client would wait by itself.
WRITTEN_OR_REFUSED_SECONDS = 30.0
STOPPED_SECONDS = 10.0


class Elsewhere(Embedded):
    """A database server that is not the product's to keep alive."""

    def crash(self) -> None:
        server = processes.postmaster((self.root / "data").resolve())
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
        self.stop()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Elsewhere]:
    database = Elsewhere(tmp_path / "elsewhere", settings=QUICK)
    database.start()
    yield database
    database.stop()


@pytest_asyncio.fixture
async def stopped(tmp_path: Path, database: Elsewhere) -> AsyncIterator[Product]:
    """The product, told of that database, not yet running."""
    product = Product(tmp_path / "data", KOCMOC_DATABASE_URL=database.dsn)
    try:
        yield product
    finally:
        await product.end()
    assert product.mishaps() == []


@pytest_asyncio.fixture
async def product(stopped: Product) -> Product:
    await stopped.start()
    return stopped


async def test_a_database_that_is_not_there_yet_is_waited_for_in_clear_words(
    stopped: Product, database: Elsewhere
) -> None:
    database.stop()
    command = stopped.launch()
    said = await asyncio.to_thread(command.hears, "does not answer yet")
    assert said.startswith("The database does not answer yet: ")
    database.start()
    await stopped.arrive()


async def test_without_its_database_it_says_so_and_goes_on_by_itself_when_that_is_back(
    product: Product, database: Elsewhere, crew: Crew
) -> None:
    await crew.talk(50)
    gagarin, belka = crew.people[0], await product.register("belka")
    crew.history.chat(await gagarin.chat_with(belka), gagarin.id, belka.id)
    async with Phone(gagarin, misses="what happens while its server is away") as his:
        async with Phone(belka, misses="what happens while its server is away"):
            database.crash()
            await require_everything_says_so(product, crew)
        assert await is_refused_in_time(crew)
        waiting = asyncio.create_task(crew.talk(50))
        database.start()
        await product.health(200)
        await waiting
        await his.wait("presence:update", lambda update: update["user_id"] == belka.id and not update["online"])
    assert await crew.disagreements() == []


async def require_everything_says_so(product: Product, crew: Crew) -> None:
    """Health, REST and socket, each in its own way: 503, and when to come again."""
    await product.health(503)
    somebody, chat_id = crew.people[0], next(iter(crew.history.members))
    for path in ("/users/me", "/chats", f"/chats/{chat_id}", f"/chats/{chat_id}/messages"):
        require_unavailable(await somebody.get(path))
    require_unavailable(await somebody.post(f"/chats/{chat_id}/read", seq=1))
    require_unavailable(await somebody.post("/sync", cursor=None, chats={}))
    require_unavailable(await somebody.post("/auth/login", login=somebody.username, password=PASSWORD))
    answer = await crew.clients[0].ask("sync", {})
    assert (answer["ok"], answer["error"]["code"]) == (False, "unavailable")
    assert answer["error"]["retry_after"] > 0


def require_unavailable(answer: httpx.Response) -> None:
    require_clear(Answer(answer.status_code, answer.headers, answer.content))
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def is_refused_in_time(crew: Crew) -> bool:
    """A message that cannot be written is not kept waiting for ever; nobody knows then what became of it."""
    asked = time.monotonic()
    route, chat_id = crew.routes[-1], next(iter(crew.history.members))
    client_id = await deliver(crew.history, route, chat_id, "Есть кто?", persistent=False)
    return crew.history.sends[client_id].doubts == 1 and time.monotonic() - asked < WRITTEN_OR_REFUSED_SECONDS


async def test_when_others_take_all_connections_requests_fail_clearly_and_later_work_again(
    product: Product, database: Elsewhere, crew: Crew
) -> None:
    taken: list[asyncpg.Connection[asyncpg.Record]] = []
    try:
        with contextlib.suppress(asyncpg.TooManyConnectionsError):
            while True:
                taken.append(await asyncpg.connect(database.dsn))
        answers = await asyncio.gather(*(person.get("/chats") for person in crew.people * 8))
        for answer in answers:
            if answer.status_code != 200:
                require_unavailable(answer)
        assert {answer.status_code for answer in answers} >= {503}
    finally:
        for connection in taken:
            await connection.close()
    await crew.talk(50)
    assert await crew.disagreements() == []


async def test_a_stop_while_the_database_is_frozen_is_in_order_and_in_time(
    product: Product, database: Elsewhere, crew: Crew
) -> None:
    await crew.talk(50)
    with frozen(postgres_of(database.root)):
        talk = asyncio.create_task(crew.talk(100))
        await product.health(503)
        asked = time.monotonic()
        product.terminate()
        assert await product.ended() == 0
        assert time.monotonic() - asked < STOPPED_SECONDS
    await product.start()
    await talk
    assert await crew.disagreements() == []
