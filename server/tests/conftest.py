"""The stage: one real PostgreSQL for the run, a migrated database and a real server for each worker, and the cast."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg
import coverage
import hypothesis
import pytest
import pytest_asyncio
import uvloop

from kocmoc.app import House
from kocmoc.core import migrate
from kocmoc.core.postgres import Embedded
from kocmoc.serve.nats import NatsServer
from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running

_DSN = "KOCMOC_TEST_POSTGRES"
_TEMPLATE = "kocmoc_template"

# Tests prove what we promise, not what a disk can do: the crash tests start a durable PostgreSQL of their own.
_IN_A_HURRY = {"fsync": "off", "full_page_writes": "off", "max_connections": "200", "shared_buffers": "256MB"}


# An example takes as long as the machine lets it.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Only the controlling process starts PostgreSQL; workers find it in the environment, as does who has another."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    if _DSN in os.environ:
        asyncio.run(_make_template(os.environ[_DSN]))
        return
    root = Path(tempfile.mkdtemp(prefix="kocmoc-tests-"))
    root.chmod(0o755)
    postgres = Embedded(root / "postgres", settings=_IN_A_HURRY)
    os.environ[_DSN] = postgres.start()
    asyncio.run(_make_template(os.environ[_DSN]))
    config.add_cleanup(lambda: shutil.rmtree(root, ignore_errors=True))
    config.add_cleanup(postgres.stop)


def pytest_sessionfinish() -> None:
    """Workers are ended without ado: what of the product they have gone through is written down before."""
    if measuring := coverage.Coverage.current():
        measuring.save()


async def _make_template(dsn: str) -> None:
    await _create_database(dsn, _TEMPLATE, "template0")
    await migrate.migrate(_named(dsn, _TEMPLATE))


async def _create_database(dsn: str, name: str, template: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(f'create database "{name}" template "{template}"')
    finally:
        await connection.close()


def _named(dsn: str, database: str) -> str:
    return dsn.replace("/postgres?", f"/{database}?", 1)


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of the product. (asyncio's own leaves Nagle on for a socket made beforehand: 40 ms for each answer.)"""
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(scope="session", autouse=True)
def _patient() -> Iterator[None]:
    """How long the product waits for a connection, or for another process to answer, is meant for machines that do not
    run all these tests besides."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kocmoc.core.db.ACQUIRE_SECONDS", 60.0)
        patch.setattr("kocmoc.core.nats.roll.ANSWER_SECONDS", 15.0)
        patch.setattr("kocmoc.core.nats.bus.FLUSH_SECONDS", 15.0)
        yield


@pytest.fixture(scope="session")
def new_database() -> Callable[[], Awaitable[str]]:
    """Makes another migrated, empty database and answers its DSN."""

    async def make() -> str:
        name = f"kocmoc_{uuid.uuid4().hex}"
        await _create_database(os.environ[_DSN], name, _TEMPLATE)
        return _named(os.environ[_DSN], name)

    return make


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        secret_key="a secret of the tests, long enough to sign with",
        bcrypt_cost=4,
        address_limits=False,
        link_previews=False,
        send_burst=1000,
        send_rate=1000.0,
    )


@pytest.fixture(scope="session")
def nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """For those whose server is not alone."""
    server = NatsServer(Path(tmp_path_factory.mktemp("nats")))
    server.start()
    yield server
    server.stop()


@pytest_asyncio.fixture(scope="session")
async def server(settings: Settings, new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Running]:
    """A real server on a real port, with its administrator Korolev already there."""
    async with Running(House(settings, await new_database())) as running:
        korolev = await Person.register(running.url, "korolev")
        await korolev.leave()
        yield running


@pytest.fixture(autouse=True)
def _as_documented(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever the server of this test answered is what the OpenAPI document says."""
    yield
    if "server" in request.fixturenames:
        running: Running = request.getfixturevalue("server")
        broken, running.conformance.broken = running.conformance.broken, []
        assert broken == []


@pytest_asyncio.fixture
async def meet(server: Running) -> AsyncIterator[Callable[[str], Awaitable[Person]]]:
    """Introduces somebody new: registered, signed in, known to nobody."""
    met: list[Person] = []

    async def introduce(name: str) -> Person:
        person = await Person.register(server.url, f"{name}_{uuid.uuid4().hex[:10]}", display_name=name.capitalize())
        met.append(person)
        return person

    yield introduce
    for person in met:
        await person.leave()


@pytest_asyncio.fixture
async def gagarin(meet: Callable[[str], Awaitable[Person]]) -> Person:
    return await meet("gagarin")


@pytest_asyncio.fixture
async def tereshkova(meet: Callable[[str], Awaitable[Person]]) -> Person:
    return await meet("tereshkova")


@pytest_asyncio.fixture
async def stranger(meet: Callable[[str], Awaitable[Person]]) -> Person:
    return await meet("stranger")


@pytest_asyncio.fixture
async def leonov(meet: Callable[[str], Awaitable[Person]]) -> Person:
    return await meet("leonov")


async def _promote(owner: Person, chat_id: str, admin: Person) -> str:
    answer = await owner.patch(f"/chats/{chat_id}/members/{admin.id}", role="admin")
    assert answer.status_code == 200, answer.text
    return chat_id


async def _is_told(server: Running, chat_id: str) -> str:
    """Who is in the chat is told once a second; what a phone hears of it later is of its own story."""
    newsroom = server.house.live.news
    for _ in range(2):  # the making, then what came within its second
        newsroom.members.pace.rested(int(chat_id))
    await newsroom.desk.close()
    await server.house.bus.heard()
    return chat_id


@pytest_asyncio.fixture
async def vostok(gagarin: Person, tereshkova: Person, leonov: Person, server: Running) -> str:
    """A group: Gagarin owns it, Tereshkova is its admin, Leonov a member."""
    chat_id = await gagarin.make_group("Восток", tereshkova, leonov)
    return await _is_told(server, await _promote(gagarin, chat_id, tereshkova))


@pytest_asyncio.fixture
async def mission_control(gagarin: Person, tereshkova: Person, leonov: Person, server: Running) -> str:
    """A channel, with the same roles."""
    chat_id = await gagarin.make_group("ЦУП", tereshkova, leonov, type="channel")
    return await _is_told(server, await _promote(gagarin, chat_id, tereshkova))
