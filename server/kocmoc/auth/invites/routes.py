"""HTTP in, HTTP out."""

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.auth.errors import InviteNotFound
from kocmoc.auth.invites import actions
from kocmoc.auth.invites.types import Invite, Invites, NewInvite
from kocmoc.core import pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal


@post("/admin/invites", opt=refuses(Forbidden), tags=["Administration"])
async def add_invite(data: JSONBody[NewInvite], db: NamedDependency[Db], me: NamedDependency[Principal]) -> Invite:
    """Invite people to the server."""
    return await actions.add(db, me, data)


@get("/admin/invites", opt=refuses(Forbidden), tags=["Administration"])
async def list_invites(
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Invites:
    """All invitations, the newest first."""
    return await actions.list_all(reader, me, limit, cursor)


@delete("/admin/invites/{code:str}", opt=refuses(Forbidden, InviteNotFound), tags=["Administration"])
async def revoke_invite(code: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """Take an invitation back; those who came by it stay."""
    await actions.revoke(db, me, code)


ROUTES = [add_invite, list_invites, revoke_invite]
