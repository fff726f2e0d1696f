"""What has happened, announced to whoever listens. Nothing that must not be lost depends on a listener."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import structlog

Listener = Callable[[Any], None]

_log = structlog.get_logger("events")


class Events:
    """``noun.past`` → listeners. Listeners are synchronous and quick; what takes time they start themselves."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = defaultdict(list)

    def on(self, name: str, *listeners: Listener) -> None:
        self._listeners[name].extend(listeners)

    def announce(self, name: str, event: object) -> None:
        """Tell every listener. A listener that fails is logged and does not silence the next one."""
        for listener in self._listeners[name]:
            try:
                listener(event)
            except Exception:
                _log.exception("listener_failed", announced=name)
