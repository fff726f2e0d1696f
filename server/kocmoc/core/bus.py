"""News between processes. It may lose, repeat or reorder; versions heal that, so nobody replays from here."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

# What concerns every process, whoever is connected to it.
EVERYONE = "everyone"


class News(NamedTuple):
    """Something happened to a `subject` (`chat:42`, `user:7`, EVERYONE): an event's name and its JSON.

    `besides` is a user who is not to hear of it: their own typing, say. 0 is nobody. Of a chat's messages it also says
    to which `version` it brings the chat, and the place (`seq`) of the message it shows.
    """

    subject: str
    name: str
    body: bytes
    besides: int = 0
    version: int = 0
    seq: int = 0


Handler = Callable[[News], None]


class Bus(Protocol):
    """One process or many: to everybody who uses it there is no difference."""

    def publish(self, news: News) -> None:
        """Handlers of this process hear it before this returns, those of others soon."""

    def subscribe(self, subject: str, handler: Handler) -> None: ...

    def unsubscribe(self, subject: str, handler: Handler) -> None: ...

    async def following(self) -> None:
        """Returns when what was subscribed to is heard from every process."""

    async def heard(self) -> None:
        """Returns when every process has handled what was published here, or is not to be reached."""


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

    async def following(self) -> None:
        """At once."""

    async def heard(self) -> None:
        """At once."""
