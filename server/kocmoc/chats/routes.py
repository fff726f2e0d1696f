"""HTTP in, HTTP out."""

from typing import Annotated

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kocmoc.chats import actions, look
from kocmoc.chats.errors import NotAGroup, RoleRequired
from kocmoc.chats.types import Chat, ChatList, NewChat
from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.openapi import refuses
from kocmoc.core.pages import Cursor, Limit
from kocmoc.core.principal import Principal
from kocmoc.messages import ChatNotFound
from kocmoc.users import UserNotFound, Viewer

Query = Annotated[str, QueryParameter(name="query", max_length=look.LONGEST_QUERY)]


@get("/chats", tags=["Chats"])
async def list_chats(
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    wanted: Query = "",
    limit: Limit = pages.DEFAULT,
    cursor: Cursor = None,
) -> ChatList:
    """My chats, pinned first, then latest activity."""
    return await look.list_chats(reader, viewer, wanted, limit, cursor)


@get("/chats/{chat_id:str}", opt=refuses(ChatNotFound), tags=["Chats"])
async def get_chat(chat_id: FromPath[str], reader: NamedDependency[Reader], viewer: NamedDependency[Viewer]) -> Chat:
    return await look.get_chat(reader, viewer, ids.parse(chat_id, ChatNotFound))


@post("/chats", opt=refuses(UserNotFound, statuses=(200,)), tags=["Chats"])
async def open_chat(
    data: JSONBody[NewChat], db: NamedDependency[Db], viewer: NamedDependency[Viewer]
) -> Response[Chat]:
    """The direct chat with somebody: 201 when it is new, else 200. With oneself: the saved messages."""
    opened = await actions.open_with(db, viewer.id, data.user_id)
    chat = await look.get_chat(db, viewer, opened.chat_id)
    return Response(chat, status_code=201 if opened.is_new else 200)


@delete("/chats/{chat_id:str}", status_code=204, opt=refuses(ChatNotFound, NotAGroup, RoleRequired), tags=["Chats"])
async def delete_chat(chat_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """A direct chat is hidden with its history, for me, until something is said; my own group is gone for all."""
    await actions.delete(db, me.id, ids.parse(chat_id, ChatNotFound))


ROUTES = [list_chats, get_chat, open_chat, delete_chat]
