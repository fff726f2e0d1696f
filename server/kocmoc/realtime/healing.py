"""After news got lost: who is in which chat, and which chats are behind, compared with the database."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from kocmoc.core import jobs, log, meters
from kocmoc.core.bus import Bus
from kocmoc.core.db import Database
from kocmoc.realtime import store
from kocmoc.realtime.engine import encode
from kocmoc.realtime.order import Order
from kocmoc.realtime.rooms import Rooms

T = TypeVar("T")

LOOK_SECONDS = 1.0
# While nobody is reached, who was removed elsewhere is found out by asking.
ALONE_SECONDS = 3.0
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
        self._looked_at = 0.0
        bus.on_loss(self._lost.add)
        bus.on_loss(lambda _: meters.losses.inc())

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with jobs.every(LOOK_SECONDS, self.look):
            yield

    async def look(self) -> None:
        now = asyncio.get_running_loop().time()
        lost = set(self._lost)
        if None in lost:
            await self._heal(self._rooms.users(), self._order.chats())
        elif lost:
            await self._heal(_of("user:", lost), _of("chat:", lost))
        elif not self._bus.is_up and now - self._looked_at >= ALONE_SECONDS:
            await self._heal(self._rooms.users(), [])
        else:
            return
        self._looked_at = now
        self._lost -= lost

    async def _heal(self, user_ids: list[int], chat_ids: list[int]) -> None:
        if not user_ids and not chat_ids:
            return
        logger.info("comparing with the database", users=len(user_ids), chats=len(chat_ids))
        for some in _in_parts(user_ids, USERS_AT_ONCE):
            await self._seat_anew(some)
        for some in _in_parts(chat_ids, CHATS_AT_ONCE):
            for chat_id, version in await store.list_versions(self._database, list(some)):
                self._order.compare(chat_id, version)

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
