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

PATIENCE_SECONDS = 2.0

_log = structlog.get_logger("health")
_started = monotonic()


class Health(msgspec.Struct):
    """What `/health` answers."""

    status: Literal["ok", "degraded"]
    database: Literal["ok", "unavailable"]
    uptime_seconds: int
    version: str


@get("/health", opt={"public": True}, tags=["Operations"])
async def health(database: NamedDependency[Database]) -> Response[Health]:
    """200 when the database answers within two seconds, else 503."""
    alive = await _answers(database)
    body = Health(
        status="ok" if alive else "degraded",
        database="ok" if alive else "unavailable",
        uptime_seconds=int(monotonic() - _started),
        version=__version__,
    )
    return Response(body, status_code=200 if alive else 503, headers={} if alive else {"Retry-After": "2"})


async def _answers(database: Database) -> bool:
    try:
        await asyncio.wait_for(database.fetchval("select 1"), PATIENCE_SECONDS)
    except (*AWAY, Problem) as error:
        _log.warning("database_away", error=repr(error))
        return False
    return True
