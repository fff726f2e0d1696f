"""Who is here. Changes are gathered for a second, told to those who may know, and written down in one statement."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic

import msgspec

from kocmoc import users
from kocmoc.core import clock, jobs
from kocmoc.core.bus import Bus, News
from kocmoc.core.db import Database
from kocmoc.realtime import store
from kocmoc.users import BlockChanged, SettingsChanged

GRACE_SECONDS = 5.0
TICK_SECONDS = 1.0


class PresenceUpdate(msgspec.Struct):
    user_id: str
    online: bool
    last_seen_at: str | None


class Presence:
    """Online is a person with a socket, or one who lost the last within the grace of a reconnect."""

    def __init__(self, bus: Bus, database: Database) -> None:
        self._bus = bus
        self._database = database
        self._online: set[int] = set()
        self._left_at: dict[int, tuple[float, datetime]] = {}
        self._changed: dict[int, datetime] = {}
        self._hid: set[int] = set()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with jobs.every(TICK_SECONDS, self.tick):
            yield
        await self._leave_all()

    def is_online(self, user_id: int) -> bool:
        return user_id in self._online

    def came(self, user_id: int) -> None:
        self._left_at.pop(user_id, None)
        if user_id not in self._online:
            self._online.add(user_id)
            self._changed[user_id] = clock.now()

    def left(self, user_id: int) -> None:
        self._left_at[user_id] = (monotonic() + GRACE_SECONDS, clock.now())

    def met(self, user_ids: Iterable[int]) -> None:
        """They know each other from now on, so whoever is here is told of to the others."""
        for user_id in user_ids:
            if user_id in self._online:
                self._changed[user_id] = clock.now()

    def settings_changed(self, change: SettingsChanged) -> None:
        """Who hides is gone for everybody at once; who does so no more is seen again."""
        self._show_anew(change.user_id)

    def block_changed(self, change: BlockChanged) -> None:
        """Whom one blocks sees one go; whom one blocks no more sees one again."""
        self._show_anew(change.user_id)

    def _show_anew(self, user_id: int) -> None:
        if user_id in self._online:
            self._changed[user_id] = clock.now()
            self._hid.add(user_id)

    async def tick(self) -> None:
        """Once a second: who has really left, and who needs to hear of what changed."""
        now = monotonic()
        for user_id in [user_id for user_id, (until, _) in self._left_at.items() if until <= now]:
            _, seen_at = self._left_at.pop(user_id)
            self._online.discard(user_id)
            self._changed[user_id] = seen_at
        if self._changed:
            await self._tell()

    async def _tell(self) -> None:
        changed, hid = dict(self._changed), set(self._hid)
        await users.touch(self._database, changed)
        audience = await store.list_audience(self._database, list(changed))
        # Only now: what could not be told this second is told the next.
        self._changed = {who: at for who, at in self._changed.items() if changed.get(who) != at}
        self._hid -= hid
        for known in audience:
            if not known.is_hidden:
                self._publish(known.listener_id, self._update(known.user_id, changed[known.user_id]))
            elif known.user_id in hid:
                self._publish(known.listener_id, PresenceUpdate(str(known.user_id), online=False, last_seen_at=None))

    def _update(self, user_id: int, seen_at: datetime) -> PresenceUpdate:
        online = self.is_online(user_id)
        return PresenceUpdate(str(user_id), online, None if online else clock.wire(seen_at))

    def _publish(self, listener_id: int, update: PresenceUpdate) -> None:
        self._bus.publish(News(f"user:{listener_id}", "presence:update", msgspec.json.encode(update)))

    async def _leave_all(self) -> None:
        """The server stops: write down when everybody was last here."""
        everybody = dict.fromkeys(self._online, clock.now()) | {who: seen for who, (_, seen) in self._left_at.items()}
        if everybody:
            await users.touch(self._database, everybody)
