"""What is done again and again behind the requests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from kocmoc.core import log
from kocmoc.core.db import AWAY
from kocmoc.core.errors import Problem

_log = log.get("jobs")


SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.1, 5.0


@asynccontextmanager
async def every(seconds: float, job: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Do `job` every so often while the block lasts. One that fails is logged, and tried again at the next turn."""
    task = asyncio.create_task(_repeat(seconds, job))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def once(job: Callable[[], Awaitable[object]]) -> None:
    """Do what nothing can begin without. While the database is away it is waited for, ever more patiently."""
    pause = SHORTEST_PAUSE_SECONDS
    while True:
        try:
            await job()
        except (*AWAY, Problem) as error:
            _log.warning("start postponed", job=job.__qualname__, error=repr(error))
        else:
            return
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)


async def _repeat(seconds: float, job: Callable[[], Awaitable[object]]) -> None:
    postponed = False
    while True:
        await asyncio.sleep(seconds)
        try:
            await job()
            postponed = False
        except (*AWAY, Problem) as error:
            if not postponed:  # said once, however long it lasts
                _log.warning("job postponed", job=job.__qualname__, error=repr(error))
            postponed = True
        except Exception:
            _log.exception("job failed", job=job.__qualname__)
