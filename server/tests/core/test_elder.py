"""On the oldest PostgreSQL we promise to work with: every migration, every statement, and a conversation."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from kocmoc.app import House
from kocmoc.core import migrate
from kocmoc.settings import Settings
from tests.cast import Person
from tests.core import elder
from tests.core.test_statements import failures
from tests.phone import Phone
from tests.stage import Running


@pytest_asyncio.fixture(scope="module")
async def elderly() -> AsyncIterator[str]:
    bindir = elder.find(migrate.OLDEST)
    if bindir is None:
        pytest.skip(
            f"PostgreSQL {migrate.OLDEST} is not installed (Debian 12: apt install postgresql-{migrate.OLDEST})"
        )
    with elder.running(bindir) as dsn:
        assert len(await migrate.migrate(dsn)) == len(list(migrate.FOLDER.glob("*.sql")))
        yield dsn


async def test_every_statement_can_be_prepared(elderly: str) -> None:
    assert await failures(elderly) == {}


async def test_people_talk_react_and_find_what_was_said(elderly: str, tmp_path: Path, settings: Settings) -> None:
    async with Running(House(msgspec.structs.replace(settings, data_dir=tmp_path), elderly)) as server:
        korolev = await Person.register(server.url, "korolev")
        gagarin = await Person.register(server.url, "gagarin")
        group = await korolev.make_group("Восток", gagarin)
        async with Phone(gagarin) as phone:
            said = await korolev.say(group, "Ключ на старт!")
            await phone.wait("message:new", lambda message: message["id"] == said["id"])
        assert (await gagarin.put(f"/messages/{said['id']}/reactions/🚀")).status_code == 200
        assert (await gagarin.post("/sync", cursor=None, chats={group: 0})).json()["versions"] == {group: 3}
        await server.house.search_sweeper.sweep()
        found = (await gagarin.get("/search", q="ключи")).json()["messages"]
        assert [message["id"] for message in found] == [said["id"]]
        for person in (korolev, gagarin):
            await person.leave()
