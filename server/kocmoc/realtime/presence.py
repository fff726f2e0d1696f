"""Who is here. Changes are gathered for a second, told to those who may know, and written down in one statement."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic

import msgspec

from kocmoc import users
from kocmoc.core import clock, jobs, log
from kocmoc.core.bus import Bus
from kocmoc.core.db import AWAY, Database
from kocmoc.core.errors import Problem
from kocmoc.realtime import store
from kocmoc.realtime.attendance import MOVING_SECONDS, Attendance
from kocmoc.realtime.each import tell_each
from kocmoc.users import BlockChanged, SettingsChanged

GRACE_SECONDS = 5.0
TICK_SECONDS = 1.0
# A server that comes back within this time has restarted.
RESTART_SECONDS = 20.0
# Beyond this many it costs less to ask for everybody who may know than to say who could hear it.
MANY = 10_000

_log = log.get("presence")


class PresenceUpdate(msgspec.Struct):
    user_id: str
    online: bool
    last_seen_at: str | None


class Presence:
    """Online is a person with a socket, at whatever process, or one who lost the last within the grace of a reconnect.

    Soon after a restart that grace is longer: everybody is on the way back.
    """

    def __init__(self, bus: Bus, database: Database) -> None:
        self._bus = bus
        self._database = database
        self._attendance = Attendance(bus, self._lost)
        self._left_at: dict[int, tuple[float, datetime]] = {}
        self._changed: dict[int, datetime] = {}
        self._hid: set[int] = set()
        self._settled_at = 0.0
        self._started_at: datetime | None = None

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        self._started_at = clock.now()
        async with jobs.every(TICK_SECONDS, self.tick):
            yield
        await self._leave_all()

    async def _expect_back(self) -> None:
        """Who was here when the server stopped counts as here for a while; other processes would know better."""
        started_at, self._started_at = self._started_at, None
        if started_at is None or self._bus.others():
            return
        seen = await store.list_seen(self._database, started_at - timedelta(seconds=RESTART_SECONDS), started_at)
        if seen:
            self._settled_at = monotonic() + MOVING_SECONDS
        for user_id, seen_at in seen.items():
            if user_id not in self._attendance:
                self._attendance.enter(user_id)
                self._left_at[user_id] = (self._settled_at, seen_at)

    def count_online(self) -> int:
        return len(self._attendance.everybody())

    def is_online(self, user_id: int) -> bool:
        return user_id in self._attendance

    def audible(self) -> list[int] | None:
        """Whom events reach now; None when those are too many to be named."""
        everybody = self._attendance.everybody()
        return list(everybody) if len(everybody) <= MANY else None

    def came(self, user_id: int) -> None:
        self._left_at.pop(user_id, None)
        if not self.is_online(user_id):
            self._changed[user_id] = clock.now()
        self._attendance.enter(user_id)

    def left(self, user_id: int) -> None:
        grace = MOVING_SECONDS if monotonic() < self._settled_at else GRACE_SECONDS
        self._left_at[user_id] = (monotonic() + grace, clock.now())

    def met(self, user_ids: Iterable[int]) -> None:
        """They know each other from now on, so whoever is here is told of to the others."""
        for user_id in user_ids:
            if self.is_online(user_id):
                self._changed[user_id] = clock.now()

    def settings_changed(self, change: SettingsChanged) -> None:
        """Who hides is gone for everybody at once; who does so no more is seen again."""
        self._show_anew(change.user_id)

    def block_changed(self, change: BlockChanged) -> None:
        """Whom one blocks sees one go; whom one blocks no more sees one again."""
        self._show_anew(change.user_id)

    def _show_anew(self, user_id: int) -> None:
        if self.is_online(user_id):
            self._changed[user_id] = clock.now()
            self._hid.add(user_id)

    def _lost(self, user_ids: Iterable[int]) -> None:
        self._changed |= dict.fromkeys(user_ids, clock.now())

    async def tick(self) -> None:
        """Once a second: who has really left, and who needs to hear of what changed."""
        await self._expect_back()
        now = monotonic()
        for user_id in [user_id for user_id, (until, _) in self._left_at.items() if until <= now]:
            _, seen_at = self._left_at.pop(user_id)
            if self._attendance.leave(user_id):
                self._changed[user_id] = seen_at
        self._attendance.tick()
        if self._changed:
            await self._tell()

    async def _tell(self) -> None:
        changed, hid = dict(self._changed), set(self._hid)
        await users.touch(self._database, changed)
        audience = await store.list_audience(self._database, list(changed), self.audible())
        # Only now: what could not be told this second is told the next.
        self._changed = {who: at for who, at in self._changed.items() if changed.get(who) != at}
        self._hid -= hid
        for user_id, listeners in audience.items():
            self._publish(listeners.open, self._update(user_id, changed[user_id]))
            if user_id in hid:
                self._publish(listeners.closed, PresenceUpdate(str(user_id), online=False, last_seen_at=None))

    def _update(self, user_id: int, seen_at: datetime) -> PresenceUpdate:
        online = self.is_online(user_id)
        return PresenceUpdate(str(user_id), online, None if online else clock.wire(seen_at))

    def _publish(self, listener_ids: list[int], update: PresenceUpdate) -> None:
        tell_each(self._bus, listener_ids, "presence:update", update)

    async def _leave_all(self) -> None:
        """The server stops: write down when everybody was last here."""
        here = self._attendance.here
        everybody = dict.fromkeys(here, clock.now()) | {who: seen for who, (_, seen) in self._left_at.items()}
        try:
            if everybody:
                await users.touch(self._database, everybody)
        except (*AWAY, Problem) as error:
            _log.warning("leaving not written down", error=repr(error))
