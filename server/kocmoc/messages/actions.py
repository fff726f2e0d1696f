"""What people do with messages."""

from kocmoc.core.db import Reader
from kocmoc.core.limits import Limits, Rate
from kocmoc.messages import rules, store
from kocmoc.messages.errors import ChatNotFound, TooFast
from kocmoc.messages.journal import Journal, Letter, Receipt
from kocmoc.messages.places import History, Place
from kocmoc.messages.rows import for_reader
from kocmoc.messages.types import Draft, Message


class Messages:
    """Sending, within each person's bucket, through the journal."""

    def __init__(self, journal: Journal, limits: Limits, rate: Rate) -> None:
        self._journal = journal
        self._limits = limits
        self._rate = rate

    async def send(self, sender_id: int, chat_id: int, draft: Draft) -> Receipt:
        text = rules.check(draft.text)
        self._limits.spend(f"send:{sender_id}", self._rate, TooFast)
        receipt = await self._journal.append(Letter(chat_id, sender_id, draft.client_id, draft.type, text))
        if not receipt.is_new:
            self._limits.give_back(f"send:{sender_id}", self._rate)
        return receipt


async def history(reader: Reader, user_id: int, chat_id: int, limit: int, place: Place) -> History:
    """One page of a chat I am in, at most `limit` messages; without a place, the newest."""
    place.check()
    bounds = await store.find_bounds(reader, chat_id, user_id)
    if bounds is None:
        raise ChatNotFound
    if place.at is not None:
        place = Place(around=await store.find_first_at(reader, chat_id, place.at))
    first, last = place.span(limit, *bounds)
    rows = await store.list_between(reader, chat_id, user_id, first, last) if first <= last else []
    return History(
        [for_reader(row) for row in rows],
        has_more_before=first > bounds[0] and bounds[0] <= bounds[1],
        has_more_after=last < bounds[1],
    )


async def list_changed(reader: Reader, user_id: int, chat_id: int, version: int, limit: int) -> list[Message]:
    """What has changed in a chat since a version and may be seen, in the order of the latest changes."""
    return [for_reader(row) for row in await store.list_changed(reader, chat_id, user_id, version, limit)]
