"""News between processes. It may lose, repeat or reorder; versions heal that, so nobody replays from here."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
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

    def on_loss(self, handler: Callable[[str | None], None]) -> None:
        """`handler` hears of which subject news may have got lost; None is all of them."""

    @property
    def name(self) -> str:
        """This process, as others know it."""

    def others(self) -> set[str]:
        """The names of the other processes there are."""

    @property
    def is_up(self) -> bool:
        """Whether other processes are reached."""

    def living(self) -> AbstractAsyncContextManager[None]:
        """At work while the block lasts."""

    async def following(self) -> None:
        """Returns when what was subscribed to is heard from every process."""

    async def heard(self) -> None:
        """Returns when every process has handled what was published here, or is not to be reached."""


class LocalBus:
    """The bus of a single process."""

    name = ""
    is_up = True

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

    def is_followed(self, subject: str) -> bool:
        return subject in self._handlers

    def others(self) -> set[str]:
        return set()

    def on_loss(self, handler: Callable[[str | None], None]) -> None:
        """Nothing is ever lost here."""

    def living(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def following(self) -> None:
        """At once."""

    async def heard(self) -> None:
        """At once."""
