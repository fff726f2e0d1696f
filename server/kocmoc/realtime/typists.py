"""Who is typing where. It has no number and no store: losing it is harmless."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Literal, NamedTuple

Action = Literal["text", "voice", "upload"]

LASTS_SECONDS = 6.0
QUIET_SECONDS = 3.0

Tell = Callable[[int, int, Action, bool], None]


class _Turn(NamedTuple):
    action: Action
    told_at: float
    ends_at: float


class Typists:
    """Spreads a start at most every three seconds, and a stop six seconds after the last one, or at a message.

    `tell(chat_id, user_id, action, started)` spreads it.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._now: dict[tuple[int, int], _Turn] = {}
        self._sweep: asyncio.TimerHandle | None = None

    def start(self, chat_id: int, user_id: int, action: Action) -> None:
        now = monotonic()
        before = self._now.get((chat_id, user_id))
        fresh = before is None or before.action != action or now - before.told_at >= QUIET_SECONDS
        told_at = now if before is None or fresh else before.told_at
        self._now[chat_id, user_id] = _Turn(action, told_at, now + LASTS_SECONDS)
        if fresh:
            self._tell(chat_id, user_id, action, True)
        self._sweep_later()

    def is_typing(self, chat_id: int, user_id: int) -> bool:
        return (chat_id, user_id) in self._now

    def stop(self, chat_id: int, user_id: int) -> None:
        if typing := self._now.pop((chat_id, user_id), None):
            self._tell(chat_id, user_id, typing.action, False)

    def gone(self, user_id: int) -> None:
        """Somebody's last connection ended: they type nowhere any more."""
        for chat_id, typist in [key for key in self._now if key[1] == user_id]:
            self.stop(chat_id, typist)

    def _sweep_later(self) -> None:
        """One timer for everybody, and none when nobody types."""
        if self._sweep is None and self._now:
            soonest = min(typing.ends_at for typing in self._now.values())
            self._sweep = asyncio.get_running_loop().call_later(max(0.1, soonest - monotonic()), self._expire)

    def _expire(self) -> None:
        self._sweep = None
        now = monotonic()
        for chat_id, user_id in [key for key, typing in self._now.items() if typing.ends_at <= now]:
            self.stop(chat_id, user_id)
        self._sweep_later()

    def close(self) -> None:
        if self._sweep is not None:
            self._sweep.cancel()
