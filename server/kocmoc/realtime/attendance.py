"""Who is connected, here and at other processes. Each tells the others who came and went, and at times who is there."""

import asyncio
from collections.abc import Callable, Iterable
from time import monotonic

import msgspec

from kocmoc.core.bus import EVERYONE, Bus, News

ATTENDANCE = "@attendance"
ALL_SECONDS = 15.0
# How long those count as present whose process is gone: they are about to come back at another one.
MOVING_SECONDS = 30.0


class Report(msgspec.Struct, array_like=True):
    """What changed at a process, or (`is_all`) who is there."""

    process: str
    came: list[int]
    left: list[int] = []
    is_all: bool = False


class Attendance:
    """`gone(user_ids)` hears of those whose process ended and who did not come back."""

    def __init__(self, bus: Bus, gone: Callable[[Iterable[int]], None]) -> None:
        self._bus = bus
        self._gone = gone
        self.here: set[int] = set()
        self._elsewhere: dict[str, set[int]] = {}
        self._lost: dict[str, float] = {}
        self._known: set[str] = set()
        self._came: set[int] = set()
        self._left: set[int] = set()
        self._told_all_at = 0.0
        self._left_late: dict[int, float] = {}
        bus.subscribe(EVERYONE, self._hear)
        bus.on_loss(lambda subject: self._known.clear() if subject is None else None)

    def __contains__(self, user_id: int) -> bool:
        return user_id in self.here or self.is_elsewhere(user_id)

    def is_elsewhere(self, user_id: int) -> bool:
        return any(user_id in users for users in self._elsewhere.values())

    def everybody(self) -> set[int]:
        return self.here.union(*self._elsewhere.values())

    def tick(self) -> None:
        """Tell everything where it is not known yet, and see who of the others is gone."""
        present, now = self._bus.others(), monotonic()
        if present - self._known or now - self._told_all_at > ALL_SECONDS:
            self._told_all_at = now
            self._report(self.here, set(), is_all=True)
        self._known = present
        self._bury(present, now)

    def enter(self, user_id: int) -> None:
        self.here.add(user_id)
        self._came.add(user_id)
        self._left.discard(user_id)
        self._report_soon()

    def leave(self, user_id: int) -> bool:
        """Whether somebody whose time is over here is nowhere else."""
        self.here.discard(user_id)
        self._came.discard(user_id)
        self._left.add(user_id)
        self._report_soon()
        if self.is_elsewhere(user_id):
            self._left_late[user_id] = monotonic()
            return False
        return True

    def _report_soon(self) -> None:
        """Whatever happens in one turn of the loop is one report."""
        if len(self._came) + len(self._left) == 1:
            asyncio.get_running_loop().call_soon(self._report_changes)

    def _report_changes(self) -> None:
        came, self._came, left, self._left = self._came, set(), self._left, set()
        self._report(came, left)

    def _report(self, came: set[int], left: set[int], *, is_all: bool = False) -> None:
        report = Report(self._bus.name, sorted(came), sorted(left), is_all)
        self._bus.publish(News(EVERYONE, ATTENDANCE, msgspec.json.encode(report)))

    def _hear(self, news: News) -> None:
        if news.name != ATTENDANCE:
            return
        report = msgspec.json.decode(news.body, type=Report)
        if report.process == self._bus.name:
            return
        users = self._elsewhere.setdefault(report.process, set())
        self._lost.pop(report.process, None)
        if report.is_all:
            users.clear()
        users.update(report.came)
        users.difference_update(report.left)
        self._check(report.left)

    def _check(self, left: Iterable[int]) -> None:
        """Two processes may have let go of somebody at the same moment, each for the other's sake."""
        since = monotonic() - MOVING_SECONDS
        self._left_late = {user_id: at for user_id, at in self._left_late.items() if at > since}
        alone = [user_id for user_id in left if user_id in self._left_late and user_id not in self]
        if alone:
            self._gone(alone)

    def _bury(self, present: set[str], now: float) -> None:
        for process in self._elsewhere.keys() - present - self._lost.keys():
            self._lost[process] = now + MOVING_SECONDS
        for process in [process for process, until in self._lost.items() if until <= now]:
            del self._lost[process]
            left = [user_id for user_id in self._elsewhere.pop(process, ()) if user_id not in self]
            if left and self._bus.name <= min(present, default=self._bus.name):  # one says so for all
                self._gone(left)
