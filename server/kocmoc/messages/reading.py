"""Reading messages. Every way to one leads through the reader's membership."""

from uuid import UUID

from kocmoc import users
from kocmoc.core import clock, pages
from kocmoc.core.db import Reader
from kocmoc.messages import rules, store
from kocmoc.messages.errors import ChatNotFound, CrowdTooLarge, MessageNotFound
from kocmoc.messages.places import History, Place
from kocmoc.messages.rows import for_reader
from kocmoc.messages.types import Message, Read, Reads
from kocmoc.users import Viewer

# In larger groups nobody is told who has read what.
LARGEST_CROWD = 200


async def history(reader: Reader, user_id: int, chat_id: int, limit: int, place: Place) -> History:
    """One page of a chat I am in, at most `limit` messages; without a place, the newest."""
    place.check()
    earliest, latest = await require_chat(reader, user_id, chat_id)
    if place.at is not None:
        place = Place(around=await store.find_first_at(reader, chat_id, place.at))
    first, last = place.span(limit, earliest, latest)
    rows = await store.list_between(reader, chat_id, user_id, first, last) if first <= last else []
    return History(
        [for_reader(row) for row in rows],
        has_more_before=earliest < first and earliest <= latest,
        has_more_after=last < latest and earliest <= latest,
    )


async def list_changed(reader: Reader, user_id: int, chat_id: int, version: int, limit: int) -> list[Message]:
    """What has changed in a chat since a version and may be seen, in the order of the latest changes."""
    return [for_reader(row) for row in await store.list_changed(reader, chat_id, user_id, version, limit)]


async def find_sent(reader: Reader, user_id: int, chat_id: int, client_id: UUID) -> Message | None:
    """What somebody has sent under this id before, as it is now."""
    row = await store.find_sent(reader, chat_id, user_id, client_id)
    return for_reader(row) if row else None


async def list_reads(reader: Reader, viewer: Viewer, message_id: str, limit: int, cursor: str | None) -> Reads:
    """Who has read a message: whose mark is at it or behind it, its sender and those who could not see it excepted.

    When, of those whose coming and going I may know.
    """
    place = rules.place(message_id)
    await require_message(reader, viewer.id, *place)
    if await store.is_crowd(reader, place[0], LARGEST_CROWD):
        raise CrowdTooLarge
    after = pages.place(cursor, pages.Number) or 0
    found = await store.list_readers(reader, *place, after, limit + 1)
    page = dict(found[:limit])
    people = await users.find_many(reader, viewer, list(page))
    shown = await users.find_shown(reader, viewer.id, list(page))
    return Reads(
        [Read(people[user_id], clock.wire(at) if at and user_id in shown else None) for user_id, at in page.items()],
        next_cursor=pages.cursor(list(page)[-1]) if len(found) > limit else None,
    )


async def require_chat(reader: Reader, user_id: int, chat_id: int) -> tuple[int, int]:
    """The first place I may see in a chat, and the last there is. Raises ChatNotFound."""
    bounds = await store.find_bounds(reader, chat_id, user_id)
    if bounds is None:
        raise ChatNotFound
    return bounds


async def require_message(reader: Reader, user_id: int, chat_id: int, seq: int) -> None:
    """Raises MessageNotFound unless I see this message and it is more than a place."""
    if not await store.is_there(reader, chat_id, user_id, seq):
        raise MessageNotFound
