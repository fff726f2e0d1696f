"""Looking at who reacted."""

from kocmoc import users
from kocmoc.core import pages
from kocmoc.core.db import Reader
from kocmoc.messages import rules
from kocmoc.messages.reactions import store
from kocmoc.messages.reactions.types import Reactor, Reactors
from kocmoc.messages.reading import require_message
from kocmoc.users import Viewer


async def list_reactors(reader: Reader, viewer: Viewer, message_id: str, limit: int, cursor: str | None) -> Reactors:
    """Who reacted to a message I may see, person by person."""
    place = rules.place(message_id)
    await require_message(reader, viewer.id, *place)
    after = pages.place(cursor, tuple[pages.Number, pages.Word]) or (0, "")
    rows = await store.list_reactors(reader, *place, viewer.id, after, limit + 1)
    page = rows[:limit]
    people = await users.find_many(reader, viewer, [each.user_id for each in page])
    return Reactors(
        [Reactor(each.emoji, people[each.user_id]) for each in page],
        next_cursor=pages.cursor((page[-1].user_id, page[-1].emoji)) if len(rows) > limit else None,
    )
