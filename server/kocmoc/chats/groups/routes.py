"""HTTP in, HTTP out."""

from litestar import patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.chats import look
from kocmoc.chats.errors import NotAGroup, RoleRequired
from kocmoc.chats.groups import actions
from kocmoc.chats.groups.types import GroupChange, NewGroup
from kocmoc.chats.types import Chat
from kocmoc.core import ids
from kocmoc.core.db import Db, Reader
from kocmoc.core.openapi import refuses
from kocmoc.messages import ChatNotFound
from kocmoc.users import AVATAR_REFUSALS, Avatars, Viewer


@post("/chats/group", opt=refuses(*AVATAR_REFUSALS), tags=["Chats"])
async def make_group(
    data: JSONBody[NewGroup],
    db: NamedDependency[Db],
    viewer: NamedDependency[Viewer],
    avatars: NamedDependency[Avatars],
) -> Chat:
    """A new group or channel of mine."""
    made = await actions.make(db, viewer.id, data, avatars)
    return await look.get_chat(db, viewer, made.chat_id)


@patch("/chats/{chat_id:str}", opt=refuses(ChatNotFound, NotAGroup, RoleRequired, *AVATAR_REFUSALS), tags=["Chats"])
async def change_group(
    chat_id: FromPath[str],
    data: JSONBody[GroupChange],
    reader: NamedDependency[Reader],
    db: NamedDependency[Db],
    viewer: NamedDependency[Viewer],
    avatars: NamedDependency[Avatars],
) -> Chat:
    """Change a group or channel, as its owner or an admin: what is absent stays, null clears."""
    number = ids.parse(chat_id, ChatNotFound)
    await actions.require_led(reader, viewer.id, number)
    await actions.change(db, viewer.id, number, data, avatars)
    return await look.get_chat(db, viewer, number)


ROUTES = [make_group, change_group]
