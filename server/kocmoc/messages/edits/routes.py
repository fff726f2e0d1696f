"""HTTP in, HTTP out."""

from litestar import get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.core import pages
from kocmoc.core.db import Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.pages import Cursor, Limit
from kocmoc.core.principal import Principal
from kocmoc.messages import edits
from kocmoc.messages.actions import Messages
from kocmoc.messages.edits import Edits
from kocmoc.messages.errors import EmptyMessage, JournalFull, MessageNotFound, NotAccepted, NotAuthor, TooFast
from kocmoc.messages.types import Message, Revision


@patch(
    "/messages/{message_id:str}/edit",
    opt=refuses(MessageNotFound, NotAuthor, Forbidden, NotAccepted, EmptyMessage, TooFast, JournalFull),
    tags=["Messages"],
)
async def edit(
    message_id: FromPath[str],
    data: JSONBody[Revision],
    me: NamedDependency[Principal],
    messages: NamedDependency[Messages],
) -> Message:
    """Give a message of mine another text. The same text again changes nothing."""
    return await messages.edit(me.id, message_id, data)


@get("/messages/{message_id:str}/edits", opt=refuses(MessageNotFound), tags=["Messages"])
async def list_edits(
    message_id: FromPath[str],
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: Limit = pages.DEFAULT,
    cursor: Cursor = None,
) -> Edits:
    """What a message said before, oldest first."""
    return await edits.list_edits(reader, me.id, message_id, limit, cursor)


ROUTES = [edit, list_edits]
