"""HTTP in, HTTP out."""

from datetime import datetime
from typing import Annotated

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kocmoc.core import ids, pages
from kocmoc.core.db import Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.pages import Cursor, Limit
from kocmoc.core.principal import Principal
from kocmoc.messages import reading
from kocmoc.messages.actions import Messages
from kocmoc.messages.errors import (
    ChatNotFound,
    CrowdTooLarge,
    EmptyMessage,
    JournalFull,
    MessageNotFound,
    NotAccepted,
    NotAuthor,
    StickerNotFound,
    TooFast,
)
from kocmoc.messages.places import History, Place
from kocmoc.messages.types import Draft, Message, Reads
from kocmoc.uploads import FileNotFound, FileUsed
from kocmoc.users import Viewer

_SENDING = (
    ChatNotFound,
    MessageNotFound,
    FileNotFound,
    FileUsed,
    StickerNotFound,
    Forbidden,
    NotAccepted,
    EmptyMessage,
    TooFast,
    JournalFull,
)

Seq = Annotated[int | None, QueryParameter(ge=0, le=2**53 - 1)]

At = Annotated[datetime | None, QueryParameter(description="The first message at or after this time.")]


@get("/chats/{chat_id:str}/messages", opt=refuses(ChatNotFound), tags=["Messages"])
async def history(
    chat_id: FromPath[str],
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: Limit = pages.DEFAULT,
    before: Seq = None,
    after: Seq = None,
    around: Seq = None,
    at: At = None,
) -> History:
    """A page of a chat, by ascending `seq`."""
    place = Place(before=before, after=after, around=around, at=at)
    return await reading.history(reader, me.id, ids.parse(chat_id, ChatNotFound), limit, place)


@post("/chats/{chat_id:str}/messages", opt=refuses(*_SENDING, statuses=(200,)), tags=["Messages"])
async def create(
    chat_id: FromPath[str], data: JSONBody[Draft], me: NamedDependency[Principal], messages: NamedDependency[Messages]
) -> Response[Message]:
    """Send a message: 201, or 200 with the message this `client_id` already made."""
    receipt = await messages.send(me.id, ids.parse(chat_id, ChatNotFound), data)
    return Response(receipt.message, status_code=201 if receipt.is_new else 200)


@delete(
    "/messages/{message_id:str}/delete",
    opt=refuses(MessageNotFound, NotAuthor, TooFast, JournalFull),
    tags=["Messages"],
)
async def remove(
    message_id: FromPath[str], me: NamedDependency[Principal], messages: NamedDependency[Messages]
) -> None:
    """Delete a message of mine, or any in a group or channel I look after. Deleted again it stays deleted."""
    await messages.delete(me.id, message_id)


@get("/messages/{message_id:str}/reads", opt=refuses(MessageNotFound, CrowdTooLarge), tags=["Messages"])
async def list_reads(
    message_id: FromPath[str],
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    limit: Limit = pages.DEFAULT,
    cursor: Cursor = None,
) -> Reads:
    """Who has read a message, in chats of at most 200 people."""
    return await reading.list_reads(reader, viewer, message_id, limit, cursor)


ROUTES = [history, create, remove, list_reads]
