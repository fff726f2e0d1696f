"""HTTP in, HTTP out."""

from litestar import patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.chats import look
from kocmoc.chats.types import Chat
from kocmoc.chats.wishes import actions
from kocmoc.chats.wishes.types import WishesChange
from kocmoc.core import ids
from kocmoc.core.db import Db
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.messages import ChatNotFound
from kocmoc.users import Viewer


@patch("/chats/{chat_id:str}/settings", opt=refuses(ChatNotFound), tags=["Chats"])
async def arrange_chat(
    chat_id: FromPath[str], data: JSONBody[WishesChange], db: NamedDependency[Db], viewer: NamedDependency[Viewer]
) -> Chat:
    """How I want this chat: pinned, muted, marked as unread, with a draft. What is absent stays, null clears."""
    number = ids.parse(chat_id, ChatNotFound)
    await actions.arrange(db, viewer.id, number, data)
    return await look.get_chat(db, viewer, number)


@post("/chats/{chat_id:str}/clear", status_code=204, opt=refuses(ChatNotFound), tags=["Chats"])
async def clear_history(chat_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """Clear the history, for me alone."""
    await actions.clear(db, me.id, ids.parse(chat_id, ChatNotFound))


ROUTES = [arrange_chat, clear_history]
