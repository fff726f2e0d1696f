"""HTTP in, HTTP out."""

from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.chats.errors import MemberNotFound, NotAGroup, OwnerMustTransfer, RoleRequired
from kocmoc.chats.members import actions, leaving
from kocmoc.chats.members.types import Added, Member, Members, NewRole
from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.messages import ChatNotFound
from kocmoc.users import Viewer


@get("/chats/{chat_id:str}/members", opt=refuses(ChatNotFound, RoleRequired), tags=["Members"])
async def list_members(
    chat_id: FromPath[str],
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Members:
    """Who is in a chat: the owner, admins, everybody else. Of a channel only its owner and admins may know."""
    return await actions.list_members(reader, viewer, ids.parse(chat_id, ChatNotFound), limit, cursor)


@post(
    "/chats/{chat_id:str}/members",
    status_code=200,
    opt=refuses(ChatNotFound, NotAGroup, RoleRequired),
    tags=["Members"],
)
async def add_members(
    chat_id: FromPath[str], data: JSONBody[Added], db: NamedDependency[Db], viewer: NamedDependency[Viewer]
) -> Members:
    """Add people, as owner or admin. Adding somebody twice is fine."""
    return await actions.add(db, viewer, ids.parse(chat_id, ChatNotFound), data.user_ids)


@patch(
    "/chats/{chat_id:str}/members/{user_id:str}",
    opt=refuses(ChatNotFound, MemberNotFound, NotAGroup, RoleRequired, OwnerMustTransfer),
    tags=["Members"],
)
async def set_role(
    chat_id: FromPath[str],
    user_id: FromPath[str],
    data: JSONBody[NewRole],
    db: NamedDependency[Db],
    viewer: NamedDependency[Viewer],
) -> Member:
    """Set somebody's role, as the owner. `owner` hands the chat over; the old owner is an admin then."""
    numbers = ids.parse(chat_id, ChatNotFound), ids.parse(user_id, MemberNotFound)
    return await actions.set_role(db, viewer, *numbers, data.role)


@delete(
    "/chats/{chat_id:str}/members/{user_id:str}",
    status_code=204,
    opt=refuses(ChatNotFound, MemberNotFound, NotAGroup, RoleRequired, OwnerMustTransfer),
    tags=["Members"],
)
async def remove_member(
    chat_id: FromPath[str], user_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> None:
    """Remove somebody, as owner or admin; oneself: leave. An owner hands over first, unless alone: then it ends."""
    await leaving.remove(db, me.id, ids.parse(chat_id, ChatNotFound), ids.parse(user_id, MemberNotFound))


ROUTES = [list_members, add_members, set_role, remove_member]
