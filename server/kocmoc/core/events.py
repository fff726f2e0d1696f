"""What has happened, announced to whoever listens. Nothing that must not be lost depends on a listener."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

Listener = Callable[[Any], Awaitable[None] | None]

_log = structlog.get_logger("events")


class Events:
    """``noun.past`` → listeners. Listeners are synchronous and quick; what takes time they start themselves."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = defaultdict(list)

    def on(self, name: str, *listeners: Listener) -> None:
        self._listeners[name].extend(listeners)

    def announce(self, name: str, event: object) -> list[Awaitable[None]]:
        """Tell every listener. A listener that fails is logged and does not silence the next one.

        Returns what listeners want to be true before whoever caused the event is told that it is done.
        """
        answers = []
        for listener in self._listeners[name]:
            try:
                answers.append(listener(event))
            except Exception:
                _log.exception("listener_failed", announced=name)
        return [answer for answer in answers if answer is not None]

    async def announce_all(self, announcements: list[tuple[str, object]]) -> None:
        """Announce in order, and wait for what has to be true before the answer."""
        waits = [wait for name, event in announcements for wait in self.announce(name, event)]
        for outcome in await asyncio.gather(*waits, return_exceptions=True):
            if isinstance(outcome, BaseException):
                _log.error("listener_failed", error=repr(outcome))
