"""The database goes away at the worst moments: when a server has just begun to open, and when it closes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from kocmoc.app import House
from kocmoc.settings import Settings
from tests.cast import Person
from tests.ground.line import Line
from tests.phone import Phone
from tests.stage import Running


@pytest_asyncio.fixture
async def line(new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Line]:
    async with Line(await new_database()) as line:
        yield line


@pytest.fixture
def running(line: Line, settings: Settings, tmp_path: Path) -> Running:
    return Running(House(replace(settings, data_dir=tmp_path), line.dsn))


async def test_a_server_that_opens_while_the_database_is_away_waits_for_it(
    running: Running, line: Line, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who may not come in any more, and whether it is closed, is known before the first is let in."""
    line.cut()
    opening = asyncio.create_task(running.__aenter__())
    await line.sends_away(3)
    assert not opening.done()
    line.mend()
    await asyncio.wait_for(opening, 60)
    korolev = await Person.register(running.url, "korolev")
    await korolev.leave()
    await running.__aexit__(None, None, None)
    said = capsys.readouterr()
    assert "start postponed" in said.out + said.err
    assert "Traceback" not in said.out + said.err
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


async def test_a_server_closes_in_order_without_the_database(
    running: Running, line: Line, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """When people were last here cannot be written down then, and that is all that is lost."""
    await running.__aenter__()
    korolev = await Person.register(running.url, "korolev")
    async with Phone(korolev):
        line.cut()
        await asyncio.wait_for(running.__aexit__(None, None, None), 60)
    await korolev.leave()
    said = capsys.readouterr()
    assert "leaving not written down" in said.out + said.err
    assert "Traceback" not in said.out + said.err
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []
