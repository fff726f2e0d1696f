"""HTTP in, HTTP out."""

from datetime import datetime
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from kocmoc.core import ids, pages
from kocmoc.core.db import Reader
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.messages import ChatNotFound, DraftType
from kocmoc.search import actions
from kocmoc.search.question import Filters
from kocmoc.search.types import FoundMessages

Words = Annotated[
    str, QueryParameter(max_length=actions.LONGEST_QUERY, description="Words; the last may be a beginning.")
]
Chat = Annotated[str | None, QueryParameter(description="Only in this chat.")]
Sender = Annotated[str | None, QueryParameter(description="Only what this person said.")]
Kind = Annotated[DraftType | None, QueryParameter(name="type", description="Only messages of this type.")]
Since = Annotated[datetime | None, QueryParameter(name="from", description="Not before this moment.")]
Until = Annotated[datetime | None, QueryParameter(name="to", description="Before this moment.")]

NOBODY = 0


@get("/search", opt=refuses(ChatNotFound), tags=["Messages"])
async def search_messages(
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    q: Words = "",
    chat_id: Chat = None,
    sender_id: Sender = None,
    kind: Kind = None,
    since: Since = None,
    until: Until = None,
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> FoundMessages:
    """Find messages by their words, in any of their forms, the newest first. Without words, by sender or type."""
    filters = Filters(
        chat_id=ids.parse(chat_id, ChatNotFound) if chat_id is not None else None,
        sender_id=(ids.find(sender_id) or NOBODY) if sender_id is not None else None,
        type=kind,
        since=since,
        until=until,
    )
    return await actions.search(reader, me.id, q, filters, limit, cursor)


ROUTES = [search_messages]
