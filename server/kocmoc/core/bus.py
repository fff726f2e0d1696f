"""News between processes. It may lose, repeat or reorder; versions heal that, so nobody replays from here."""

from collections import defaultdict
from collections.abc import Callable

Handler = Callable[[str, bytes], None]


class LocalBus:
    """The bus of a single process: a subject is `chat:42` or `user:7`, news is an event name and its JSON."""

    def __init__(self) -> None:
        self._handlers: dict[str, set[Handler]] = defaultdict(set)

    def publish(self, subject: str, name: str, body: bytes) -> None:
        for handler in tuple(self._handlers.get(subject, ())):
            handler(name, body)

    def subscribe(self, subject: str, handler: Handler) -> None:
        self._handlers[subject].add(handler)

    def unsubscribe(self, subject: str, handler: Handler) -> None:
        handlers = self._handlers[subject]
        handlers.discard(handler)
        if not handlers:
            del self._handlers[subject]
