"""HTTP in, HTTP out."""

from datetime import datetime
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kocmoc.core import ids, pages
from kocmoc.core.db import Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.pages import Limit
from kocmoc.core.principal import Principal
from kocmoc.messages import actions
from kocmoc.messages.actions import Messages
from kocmoc.messages.errors import ChatNotFound, EmptyMessage, JournalFull, NotAccepted, TooFast
from kocmoc.messages.places import History, Place
from kocmoc.messages.types import Draft, Message

_SENDING = (ChatNotFound, Forbidden, NotAccepted, EmptyMessage, TooFast, JournalFull)

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
    return await actions.history(reader, me.id, ids.parse(chat_id, ChatNotFound), limit, place)


@post("/chats/{chat_id:str}/messages", opt=refuses(*_SENDING, statuses=(200,)), tags=["Messages"])
async def create(
    chat_id: FromPath[str], data: JSONBody[Draft], me: NamedDependency[Principal], messages: NamedDependency[Messages]
) -> Response[Message]:
    """Send a message: 201, or 200 with the message this `client_id` already made."""
    receipt = await messages.send(me.id, ids.parse(chat_id, ChatNotFound), data)
    return Response(receipt.message, status_code=201 if receipt.is_new else 200)


ROUTES = [history, create]
