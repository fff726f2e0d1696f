"""`GET /health`: whether the server can do its work, asked by people, proxies and supervisors."""

import asyncio
from time import monotonic
from typing import Literal

import msgspec
import structlog
from litestar import Response, get
from litestar.di import NamedDependency

from kocmoc import __version__
from kocmoc.core.db import AWAY, Database
from kocmoc.core.errors import Problem
from kocmoc.core.openapi import refuses

PATIENCE_SECONDS = 2.0

_log = structlog.get_logger("health")
_started = monotonic()


def uptime_seconds() -> int:
    return int(monotonic() - _started)


class Health(msgspec.Struct):
    """What `/health` answers."""

    status: Literal["ok", "degraded"]
    database: Literal["ok", "unavailable"]
    uptime_seconds: int
    version: str


class Pulse:
    """Whether the database answers in time. While it owes an answer it is not asked again, whoever asks us."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._question: asyncio.Task[bool] | None = None

    async def beats(self) -> bool:
        if self._question is None or self._question.done():
            self._question = asyncio.create_task(self._ask())
        # Not wait_for: that waits for the end of what it cancels, and a frozen database takes its time even for that.
        done, _ = await asyncio.wait([self._question], timeout=PATIENCE_SECONDS)
        return any(question.result() for question in done)

    async def _ask(self) -> bool:
        try:
            await asyncio.wait_for(self._database.fetchval("select 1"), PATIENCE_SECONDS)
        except (*AWAY, Problem) as error:
            _log.warning("database_away", error=repr(error))
            return False
        return True


@get("/health", opt=refuses(public=True, in_maintenance=True, statuses=(503,)), tags=["Operations"])
async def health(pulse: NamedDependency[Pulse]) -> Response[Health]:
    """200 when the database answers within two seconds, else 503."""
    alive = await pulse.beats()
    body = Health(
        status="ok" if alive else "degraded",
        database="ok" if alive else "unavailable",
        uptime_seconds=uptime_seconds(),
        version=__version__,
    )
    return Response(body, status_code=200 if alive else 503, headers={} if alive else {"Retry-After": "2"})
