"""What people do with messages."""

from kocmoc.core.db import Reader
from kocmoc.core.limits import Limits, Rate
from kocmoc.messages import rules, store
from kocmoc.messages.errors import ChatNotFound, TooFast
from kocmoc.messages.journal import Journal
from kocmoc.messages.types import Draft, History, Place
from kocmoc.messages.writing import Entry, Receipt


class Messages:
    """Sending, within each person's bucket, through the journal."""

    def __init__(self, journal: Journal, limits: Limits, rate: Rate) -> None:
        self._journal = journal
        self._limits = limits
        self._rate = rate

    async def send(self, sender_id: int, chat_id: int, draft: Draft) -> Receipt:
        text = rules.check(draft.text)
        self._limits.spend(f"send:{sender_id}", self._rate, TooFast)
        receipt = await self._journal.append(Entry(chat_id, sender_id, draft.client_id, draft.type, text))
        if not receipt.is_new:
            self._limits.give_back(f"send:{sender_id}", self._rate)
        return receipt


async def history(reader: Reader, user_id: int, chat_id: int, limit: int, place: Place) -> History:
    """One page of a chat I am in, at most `limit` messages; without a place, the newest."""
    place.check()
    last_seq = await store.find_last_seq(reader, chat_id, user_id)
    if last_seq is None:
        raise ChatNotFound
    if place.at is not None:
        place = Place(around=await store.find_first_at(reader, chat_id, place.at))
    first, last = place.span(limit, last_seq)
    messages = await store.list_between(reader, chat_id, first, last) if first <= last else []
    return History(
        [message.for_viewer() for message in messages],
        has_more_before=first > 1 and last_seq > 0,
        has_more_after=last < last_seq,
    )
