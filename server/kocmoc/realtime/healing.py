"""After news got lost: who is in which chat, and which chats are behind, compared with the database."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import TypeVar

from kocmoc.core import jobs, log, meters
from kocmoc.core.bus import Bus
from kocmoc.core.db import Database
from kocmoc.realtime import store
from kocmoc.realtime.engine import encode
from kocmoc.realtime.order import Order
from kocmoc.realtime.rooms import Rooms

T = TypeVar("T")

LOOK_SECONDS = 0.5
# While nobody is reached, who was removed elsewhere is found out by asking, which may take that much of the time.
ALONE_SHARE = 0.2
USERS_AT_ONCE = 200
CHATS_AT_ONCE = 2000

logger = log.get("realtime")


class Healing:
    """Losses are gathered and seen to within a second. What cannot be read then is read in the next one."""

    def __init__(self, bus: Bus, database: Database, rooms: Rooms, order: Order) -> None:
        self._bus = bus
        self._database = database
        self._rooms = rooms
        self._order = order
        self._lost: set[str | None] = set()
        self._rests_until = 0.0
        bus.on_loss(self._lost.add)
        bus.on_loss(lambda _: meters.losses.inc())

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with jobs.every(LOOK_SECONDS, self.look):
            yield

    async def look(self) -> None:
        lost = set(self._lost)
        if None in lost:
            await self._heal(self._rooms.users(), self._order.chats())
        elif lost:
            await self._heal(_of("user:", lost), _of("chat:", lost))
        elif not self._bus.is_up:
            await self._look_alone()
        self._lost -= lost

    async def _look_alone(self) -> None:
        began = monotonic()
        if began >= self._rests_until:
            await self._seat_all_anew(self._rooms.users())
            self._rests_until = began + (monotonic() - began) / ALONE_SHARE

    async def _heal(self, user_ids: list[int], chat_ids: list[int]) -> None:
        if not user_ids and not chat_ids:
            return
        logger.info("comparing with the database", users=len(user_ids), chats=len(chat_ids))
        await self._seat_all_anew(user_ids)
        for some in _in_parts(chat_ids, CHATS_AT_ONCE):
            for chat_id, version in await store.list_versions(self._database, list(some)):
                self._order.compare(chat_id, version)

    async def _seat_all_anew(self, user_ids: list[int]) -> None:
        for some in _in_parts(user_ids, USERS_AT_ONCE):
            await self._seat_anew(some)

    async def _seat_anew(self, user_ids: Sequence[int]) -> None:
        """Into the chats they are in, out of those they are in no more."""
        before = {user_id: self._rooms.chats_of(user_id) for user_id in user_ids}
        for user_id in user_ids:
            self._rooms.expect(user_id)
        try:
            found = await store.list_memberships(self._database, list(user_ids))
            for user_id in user_ids:
                mine = [each for each in found if each.user_id == user_id]
                self._rooms.seat(user_id, mine)
                self._part(user_id, before[user_id] - {each.chat_id for each in mine})
                for new in {each.chat_id for each in mine} - before[user_id]:
                    self._rooms.on_show(user_id, new)
        finally:
            for user_id in user_ids:
                self._rooms.turn_away(user_id)

    def _part(self, user_id: int, chat_ids: set[int]) -> None:
        for chat_id in chat_ids:
            self._rooms.part(user_id, chat_id)
            self._rooms.tell((user_id,), encode("chat:gone", {"chat_id": str(chat_id)}))


def _of(kind: str, subjects: set[str | None]) -> list[int]:
    return [int(each.removeprefix(kind)) for each in subjects if each and each.startswith(kind)]


def _in_parts(things: list[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]
