"""Where news leaves: encoded once, and put on the bus."""

import asyncio
from collections.abc import Awaitable, Collection, Coroutine

import msgspec
import structlog

from kocmoc.core import meters
from kocmoc.core.bus import Bus, News
from kocmoc.core.db import AWAY
from kocmoc.core.errors import NotFound, Problem
from kocmoc.realtime.each import tell_each
from kocmoc.realtime.seating import CLOSE, HIDE, JOIN, PART, Move

_log = structlog.get_logger("realtime")


class Desk:
    """What needs the database first is done behind the announcement (`later`)."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._behind: set[asyncio.Task[None]] = set()

    def tell(self, subject: str, name: str, event: object, *, besides: int = 0, version: int = 0, seq: int = 0) -> None:
        """`version` and `seq` belong to events that change a chat's messages: what the chat is at now, and which
        message is shown. Who may not see that one is told that they are behind instead."""
        meters.published.inc()
        self._bus.publish(News(subject, name, msgspec.json.encode(event), besides, version, seq))

    def tell_each(self, user_ids: Collection[int], name: str, event: object) -> None:
        """The same event to many people, wherever they are."""
        tell_each(self._bus, user_ids, name, event)

    def join(self, user_id: int, chat_id: int, visible_after: int = 0, *, is_shown: bool = True) -> None:
        """From here on they hear the chat, on all their sockets, wherever those are connected. It is new to them, so
        `chat:new` follows, unless it is not to be shown."""
        self.tell(f"user:{user_id}", JOIN, Move(chat_id, visible_after, is_shown))

    def hide(self, user_id: int, chat_id: int, visible_after: int) -> None:
        """They hear nothing of the chat until something is said behind this place."""
        self.tell(f"user:{user_id}", HIDE, Move(chat_id, visible_after))

    def part(self, user_id: int, chat_id: int) -> Awaitable[None]:
        """They hear no more of the chat. Await the answer (or give it to whoever announced) before saying so."""
        self.tell(f"user:{user_id}", PART, Move(chat_id))
        return self._bus.heard()

    def close_room(self, chat_id: int) -> Awaitable[None]:
        """Nobody hears anything more of the chat."""
        self._bus.publish(News(f"chat:{chat_id}", CLOSE, b""))
        return self._bus.heard()

    def later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(_forgivingly(work))
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def close(self) -> None:
        await asyncio.gather(*self._behind, return_exceptions=True)


async def _forgivingly(work: Coroutine[None, None, None]) -> None:
    """News that cannot be told now is healed by the next sync."""
    try:
        await work
    except NotFound:
        return
    except (*AWAY, Problem) as error:
        _log.warning("news_lost", error=repr(error))
