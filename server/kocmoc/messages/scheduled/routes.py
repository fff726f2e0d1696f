"""HTTP in, HTTP out."""

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.core import ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.pages import Cursor, Limit
from kocmoc.core.principal import Principal
from kocmoc.messages.errors import (
    AlreadySent,
    ChatNotFound,
    EmptyMessage,
    MessageNotFound,
    NotAccepted,
    ScheduledNotFound,
    StickerNotFound,
    TooFast,
    TooManyScheduled,
)
from kocmoc.messages.scheduled import actions
from kocmoc.messages.scheduled.actions import Schedule
from kocmoc.messages.scheduled.types import LaterDraft, Scheduled, ScheduledList
from kocmoc.uploads import FileNotFound, FileUsed

_PUTTING_OFF = (
    ChatNotFound,
    MessageNotFound,
    FileNotFound,
    FileUsed,
    StickerNotFound,
    Forbidden,
    NotAccepted,
    EmptyMessage,
    TooFast,
    TooManyScheduled,
    AlreadySent,
)


@post("/chats/{chat_id:str}/scheduled", opt=refuses(*_PUTTING_OFF, statuses=(200,)), tags=["Messages"])
async def put_off(
    chat_id: FromPath[str],
    data: JSONBody[LaterDraft],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    schedule: NamedDependency[Schedule],
) -> Response[Scheduled]:
    """Send a message later: 201, or 200 with the one that already waits under this `client_id`."""
    scheduled, is_new = await schedule.put_off(db, me.id, ids.parse(chat_id, ChatNotFound), data)
    return Response(scheduled, status_code=201 if is_new else 200)


@get("/chats/{chat_id:str}/scheduled", opt=refuses(ChatNotFound), tags=["Messages"])
async def list_scheduled(
    chat_id: FromPath[str],
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: Limit = pages.DEFAULT,
    cursor: Cursor = None,
) -> ScheduledList:
    """What of mine waits in a chat, the soonest first."""
    return await actions.list_scheduled(reader, me.id, ids.parse(chat_id, ChatNotFound), limit, cursor)


@delete(
    "/chats/{chat_id:str}/scheduled/{scheduled_id:str}",
    opt=refuses(ChatNotFound, ScheduledNotFound),
    tags=["Messages"],
)
async def cancel(
    chat_id: FromPath[str], scheduled_id: FromPath[str], db: NamedDependency[Db], me: NamedDependency[Principal]
) -> None:
    """Not to send it after all."""
    await actions.cancel(db, me.id, ids.parse(chat_id, ChatNotFound), scheduled_id)


ROUTES = [put_off, list_scheduled, cancel]
