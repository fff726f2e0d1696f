"""HTTP in, HTTP out."""

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from kocmoc.core import ids, pages
from kocmoc.core.db import Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.pages import Cursor, Limit
from kocmoc.core.principal import Principal
from kocmoc.messages import pins
from kocmoc.messages.actions import Messages
from kocmoc.messages.errors import ChatNotFound, JournalFull, MessageNotFound, NotAccepted, TooFast
from kocmoc.messages.pins import Pins
from kocmoc.messages.types import Message


@put(
    "/messages/{message_id:str}/pin",
    opt=refuses(MessageNotFound, Forbidden, NotAccepted, TooFast, JournalFull),
    tags=["Messages"],
)
async def pin(
    message_id: FromPath[str], me: NamedDependency[Principal], messages: NamedDependency[Messages]
) -> Message:
    """Pin a message to its chat."""
    return await messages.pin(me.id, message_id, pinned=True)


@delete(
    "/messages/{message_id:str}/pin",
    status_code=200,
    opt=refuses(MessageNotFound, Forbidden, TooFast, JournalFull),
    tags=["Messages"],
)
async def unpin(
    message_id: FromPath[str], me: NamedDependency[Principal], messages: NamedDependency[Messages]
) -> Message:
    """Take a pinned message off."""
    return await messages.pin(me.id, message_id, pinned=False)


@get("/chats/{chat_id:str}/pins", opt=refuses(ChatNotFound), tags=["Messages"])
async def list_pins(
    chat_id: FromPath[str],
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: Limit = pages.DEFAULT,
    cursor: Cursor = None,
) -> Pins:
    """What is pinned in a chat, the latest first."""
    return await pins.list_pins(reader, me.id, ids.parse(chat_id, ChatNotFound), limit, cursor)


ROUTES = [pin, unpin, list_pins]
