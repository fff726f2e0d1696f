"""Who is typing where. It has no number and no store: losing it is harmless."""

import asyncio
from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import Literal, NamedTuple

import msgspec

Action = Literal["text", "voice", "upload"]

LASTS_SECONDS = 6.0
QUIET_SECONDS = 3.0

Tell = Callable[[int, int, Action, bool], None]


class _Turn(NamedTuple):
    action: Action
    told_at: float
    ends_at: float


class _Author(msgspec.Struct):
    id: str


class _Said(msgspec.Struct):
    """As much of a message as says whose it is."""

    sender: _Author


class Typists:
    """Spreads a start at most every three seconds, and a stop six seconds after the last one, or at a message.

    `tell(chat_id, user_id, action, started)` spreads it.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._now: dict[tuple[int, int], _Turn] = {}
        self._chats: Counter[int] = Counter()
        self._sweep: asyncio.TimerHandle | None = None

    def would_tell(self, chat_id: int, user_id: int, action: Action) -> bool:
        """Whether a start now would be spread."""
        before = self._now.get((chat_id, user_id))
        return before is None or before.action != action or monotonic() - before.told_at >= QUIET_SECONDS

    def start(self, chat_id: int, user_id: int, action: Action) -> None:
        now, fresh = monotonic(), self.would_tell(chat_id, user_id, action)
        told_at = now if fresh else self._now[chat_id, user_id].told_at
        if (chat_id, user_id) not in self._now:
            self._chats[chat_id] += 1
        self._now[chat_id, user_id] = _Turn(action, told_at, now + LASTS_SECONDS)
        if fresh:
            self._tell(chat_id, user_id, action, True)
        self._sweep_later()

    def stop(self, chat_id: int, user_id: int) -> bool:
        """Whether they were typing there."""
        if typing := self._now.pop((chat_id, user_id), None):
            self._chats[chat_id] -= 1
            if not self._chats[chat_id]:
                del self._chats[chat_id]
            self._tell(chat_id, user_id, typing.action, False)
        return typing is not None

    def said(self, chat_id: int, body: bytes) -> None:
        """A message has come, perhaps by way of another process: whoever wrote it types no more."""
        if chat_id in self._chats:
            self.stop(chat_id, int(msgspec.json.decode(body, type=_Said).sender.id))

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
