"""What is done again and again goes on when a turn fails, and stops with its block."""

import asyncio

import pytest

from kocmoc.core import jobs
from kocmoc.core.errors import Unavailable
from tests.phone import PATIENCE_SECONDS


@pytest.mark.parametrize("failure", [ConnectionError("away"), Unavailable(), ZeroDivisionError()])
async def test_a_turn_that_fails_is_not_the_last(failure: Exception) -> None:
    turns = 0
    third = asyncio.Event()

    async def job() -> None:
        nonlocal turns
        turns += 1
        if turns == 3:
            third.set()
        raise failure

    async with jobs.every(0.001, job):
        await asyncio.wait_for(third.wait(), PATIENCE_SECONDS)


async def test_a_job_that_has_to_wait_says_so_once_until_it_was_done(capsys: pytest.CaptureFixture[str]) -> None:
    turns = 0
    enough = asyncio.Event()

    async def job() -> None:
        nonlocal turns
        turns += 1
        if turns == 9:
            enough.set()
        if turns != 5:
            raise ConnectionError("away")

    async with jobs.every(0.001, job):
        await asyncio.wait_for(enough.wait(), PATIENCE_SECONDS)
    assert capsys.readouterr().out.count("job postponed") == 2


async def test_a_job_stops_with_its_block() -> None:
    began, ended = asyncio.Event(), asyncio.Event()

    async def job() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with jobs.every(0.001, job):
        await asyncio.wait_for(began.wait(), PATIENCE_SECONDS)
    assert ended.is_set()
