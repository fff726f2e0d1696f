"""Who is here. Changes are gathered for a second, told to those who may know, and written down in one statement."""

import asyncio
from datetime import datetime
from time import monotonic

import msgspec

from kocmoc import users
from kocmoc.core import clock
from kocmoc.core.bus import LocalBus, News
from kocmoc.core.db import Database
from kocmoc.realtime import store

GRACE_SECONDS = 5.0
TICK_SECONDS = 1.0


class PresenceUpdate(msgspec.Struct):
    user_id: str
    online: bool
    last_seen_at: str | None


class Presence:
    """Online is a person with a socket, or one who lost the last within the grace of a reconnect."""

    def __init__(self, bus: LocalBus, database: Database) -> None:
        self._bus = bus
        self._database = database
        self._online: set[int] = set()
        self._left_at: dict[int, tuple[float, datetime]] = {}
        self._changed: dict[int, datetime] = {}

    def is_online(self, user_id: int) -> bool:
        return user_id in self._online

    def came(self, user_id: int) -> None:
        self._left_at.pop(user_id, None)
        if user_id not in self._online:
            self._online.add(user_id)
            self._changed[user_id] = clock.now()

    def left(self, user_id: int) -> None:
        self._left_at[user_id] = (monotonic() + GRACE_SECONDS, clock.now())

    async def run(self) -> None:
        """Once a second: who has really left, and who needs to hear of what changed."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self.tick(monotonic())

    async def tick(self, now: float) -> None:
        for user_id in [user_id for user_id, (until, _) in self._left_at.items() if until <= now]:
            _, seen_at = self._left_at.pop(user_id)
            self._online.discard(user_id)
            self._changed[user_id] = seen_at
        if self._changed:
            changed, self._changed = self._changed, {}
            await self._tell(changed)

    async def _tell(self, changed: dict[int, datetime]) -> None:
        await users.touch(self._database, changed)
        audience = await store.list_audience(self._database, list(changed))
        for user_id, listener_id in audience:
            self._bus.publish(News(f"user:{listener_id}", "presence:update", self._update(user_id, changed[user_id])))

    def _update(self, user_id: int, seen_at: datetime) -> bytes:
        online = self.is_online(user_id)
        return msgspec.json.encode(PresenceUpdate(str(user_id), online, None if online else clock.wire(seen_at)))

    async def close(self) -> None:
        """Everybody leaves now: write down when they were last here."""
        everybody = dict.fromkeys(self._online, clock.now()) | {who: seen for who, (_, seen) in self._left_at.items()}
        if everybody:
            await users.touch(self._database, everybody)
