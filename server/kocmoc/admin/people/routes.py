"""HTTP in, HTTP out."""

from typing import Annotated

from litestar import delete, get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kocmoc.admin.people.actions import People
from kocmoc.admin.people.types import Account, AccountChange, AccountList
from kocmoc.auth import Busy
from kocmoc.core import ids, pages
from kocmoc.core.db import Db
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.users import LastAdmin, UserNotFound

Query = Annotated[
    str, QueryParameter(name="query", description="The beginning of a username, of a word of a name, of an address.")
]


@get("/admin/users", opt=refuses(Forbidden), tags=["Administration"])
async def list_accounts(
    me: NamedDependency[Principal],
    people: NamedDependency[People],
    wanted: Query = "",
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> AccountList:
    """Everybody who has an account, the newest first."""
    return await people.list_page(me.id, wanted, limit, cursor)


@patch("/admin/users/{user_id:str}", opt=refuses(Forbidden, UserNotFound, LastAdmin, Busy), tags=["Administration"])
async def change_account(
    user_id: FromPath[str],
    data: JSONBody[AccountChange],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    people: NamedDependency[People],
) -> Account:
    """Make somebody an administrator or no more, disable or enable them, end their sessions, set a password."""
    return await people.change(db, me.id, ids.parse(user_id, UserNotFound), data)


@delete("/admin/users/{user_id:str}", opt=refuses(Forbidden, UserNotFound, LastAdmin), tags=["Administration"])
async def remove_account(
    user_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal], people: NamedDependency[People]
) -> None:
    """Delete somebody's account, as they could themselves. Their messages stay, as those of a deleted account."""
    await people.remove(db, me.id, ids.parse(user_id, UserNotFound))


ROUTES = [list_accounts, change_account, remove_account]
