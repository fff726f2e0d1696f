"""News between processes. It may lose, repeat or reorder; versions heal that, so nobody replays from here."""

from collections.abc import Callable
from typing import NamedTuple


class News(NamedTuple):
    """Something happened to a `subject` (`chat:42`, `user:7`): an event's name and its JSON.

    `besides` is a user who is not to hear of it: their own typing, say. 0 is nobody.
    """

    subject: str
    name: str
    body: bytes
    besides: int = 0


Handler = Callable[[News], None]


class LocalBus:
    """The bus of a single process."""

    def __init__(self) -> None:
        self._handlers: dict[str, tuple[Handler, ...]] = {}

    def publish(self, news: News) -> None:
        for handler in self._handlers.get(news.subject, ()):
            handler(news)

    def subscribe(self, subject: str, handler: Handler) -> None:
        self._handlers[subject] = (*self._handlers.get(subject, ()), handler)

    def unsubscribe(self, subject: str, handler: Handler) -> None:
        left = tuple(each for each in self._handlers.get(subject, ()) if each != handler)
        if left:
            self._handlers[subject] = left
        else:
            self._handlers.pop(subject, None)
