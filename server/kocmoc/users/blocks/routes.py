"""HTTP in, HTTP out."""

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.users.blocks import actions
from kocmoc.users.blocks.types import Blocks
from kocmoc.users.errors import UserNotFound
from kocmoc.users.types import Viewer


@put("/users/me/blocks/{user_id:str}", status_code=204, opt=refuses(UserNotFound, Invalid), tags=["Users"])
async def block(user_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """Nothing from this person reaches me any more, and they no longer see when I am here. Again is fine."""
    await actions.block(db, me.id, ids.parse(user_id, UserNotFound))


@delete("/users/me/blocks/{user_id:str}", opt=refuses(UserNotFound), tags=["Users"])
async def unblock(user_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """Take a block back. Again is fine."""
    await actions.unblock(db, me.id, ids.parse(user_id, UserNotFound))


@get("/users/me/blocks", tags=["Users"])
async def list_blocks(
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Blocks:
    """Whom I block, the latest first."""
    return await actions.list_mine(reader, viewer, limit, cursor)


ROUTES = [block, unblock, list_blocks]
