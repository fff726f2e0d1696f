"""HTTP in, HTTP out."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kocmoc.core.db import Database
from kocmoc.sync import actions
from kocmoc.sync.types import SyncAnswer, SyncRequest
from kocmoc.users import Viewer


@post("/sync", status_code=200, tags=["Messages"])
async def sync(
    data: JSONBody[SyncRequest], database: NamedDependency[Database], viewer: NamedDependency[Viewer]
) -> SyncAnswer:
    """What I have missed since my cursor, and in the chats I hold since their versions."""
    return await actions.sync(database, viewer, data)


ROUTES = [sync]
