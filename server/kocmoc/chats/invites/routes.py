"""HTTP in, HTTP out."""

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.chats import look
from kocmoc.chats.errors import InviteNotFound, NotAGroup, RoleRequired, TooManyInvites
from kocmoc.chats.invites import actions
from kocmoc.chats.invites.types import ChatInvite, ChatInvites, Invitation, NewChatInvite
from kocmoc.chats.types import Chat
from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.messages import ChatNotFound
from kocmoc.users import Viewer

_LEADERS = (ChatNotFound, NotAGroup, RoleRequired)


@post("/chats/{chat_id:str}/invites", opt=refuses(*_LEADERS, TooManyInvites), tags=["Invitations"])
async def make_chat_invite(
    chat_id: FromPath[str], data: JSONBody[NewChatInvite], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> ChatInvite:
    """ChatInvite people by a link, as owner or admin."""
    return await actions.make(db, me.id, ids.parse(chat_id, ChatNotFound), data)


@get("/chats/{chat_id:str}/invites", opt=refuses(*_LEADERS), tags=["Invitations"])
async def list_chat_invites(
    chat_id: FromPath[str],
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> ChatInvites:
    """The invitations that work, as owner or admin."""
    return await actions.list_invites(reader, me.id, ids.parse(chat_id, ChatNotFound), limit, cursor)


@delete(
    "/chats/{chat_id:str}/invites/{code:str}",
    status_code=204,
    opt=refuses(*_LEADERS, InviteNotFound),
    tags=["Invitations"],
)
async def revoke_chat_invite(
    chat_id: FromPath[str], code: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> None:
    """Revoke an invitation, as owner or admin."""
    await actions.revoke(db, me.id, ids.parse(chat_id, ChatNotFound), code)


@get("/invites/{code:str}", opt=refuses(InviteNotFound), tags=["Invitations"])
async def look_at_invite(
    code: FromPath[str], reader: NamedDependency[Reader], me: NamedDependency[Principal]
) -> Invitation:
    """Where an invitation leads."""
    return await actions.look(reader, me.id, code)


@post("/invites/{code:str}/join", status_code=200, opt=refuses(InviteNotFound, ChatNotFound), tags=["Invitations"])
async def accept_invite(code: FromPath[str], db: NamedDependency[Db], viewer: NamedDependency[Viewer]) -> Chat:
    """Come in by an invitation. Whoever is in already uses nothing up."""
    return await look.get_chat(db, viewer, await actions.accept(db, viewer.id, code))


ROUTES = [make_chat_invite, list_chat_invites, revoke_chat_invite, look_at_invite, accept_invite]
