"""HTTP in, HTTP out."""

from litestar import post

from kocmoc.core.db import Database
from kocmoc.sync import actions
from kocmoc.sync.types import SyncAnswer, SyncRequest
from kocmoc.users import Viewer


@post("/sync", status_code=200, tags=["Messages"])
async def sync(data: SyncRequest, database: Database, viewer: Viewer) -> SyncAnswer:
    """What I have missed since my cursor, and in the chats I hold since their versions."""
    return await actions.sync(database, viewer, data)


ROUTES = [sync]
