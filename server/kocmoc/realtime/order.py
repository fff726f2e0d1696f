"""The changes of a chat in the order of their versions, whichever way and from whichever process they come.

One that is ahead of its turn is held for a moment. If what is missing has not come by then, it is read once and told
to everybody, so that a thousand clients do not all ask; what cannot be told any more is only said to be missing.
"""

import asyncio
from collections.abc import Awaitable, Callable

import msgspec

from kocmoc.core.bus import News

HOLD_SECONDS = 0.2
STALE = "chat:stale"


class Stale(msgspec.Struct):
    """The chat is at this version now: whoever holds an earlier one is behind."""

    chat_id: str
    version: int


class _Line:
    """One chat: the version everybody here has heard of (0 when that is unknown), and what waits for its turn."""

    __slots__ = ("timer", "version", "waiting")

    def __init__(self, version: int) -> None:
        self.version = version
        self.waiting: dict[int, News] = {}
        self.timer: asyncio.TimerHandle | None = None


class Order:
    """`spread(chat_id, news)` tells everybody here; `fetch(chat_id, after, until)` reads the changes in between, as
    news, in order, or nothing when they cannot be told one by one."""

    def __init__(self, fetch: Callable[[int, int, int], Awaitable[list[News]]]) -> None:
        self._fetch = fetch
        self._lines: dict[int, _Line] = {}
        self._fetching: set[asyncio.Task[None]] = set()
        self.spread: Callable[[int, News], None] = _nowhere

    def begin(self, chat_id: int, version: int) -> None:
        self._lines[chat_id] = _Line(version)

    def end(self, chat_id: int) -> None:
        line = self._lines.pop(chat_id)
        if line.timer is not None:
            line.timer.cancel()

    async def close(self) -> None:
        for chat_id in list(self._lines):
            self.end(chat_id)
        await asyncio.gather(*self._fetching, return_exceptions=True)

    def chats(self) -> list[int]:
        return list(self._lines)

    def take(self, chat_id: int, news: News) -> None:
        """A change of a chat's messages, or word that there was one."""
        if news.name == STALE:
            return self.compare(chat_id, news.version)
        line = self._lines.get(chat_id)
        if line is None or (line.version and news.version <= line.version):
            return None
        if line.version and news.version > line.version + 1:
            line.waiting[news.version] = news
            if line.timer is None:
                line.timer = asyncio.get_running_loop().call_later(HOLD_SECONDS, self._give_up, chat_id, line)
            return None
        self._tell(chat_id, line, news)
        return self._release(chat_id, line)

    def compare(self, chat_id: int, version: int) -> None:
        """What the database says. Whoever holds less is told that they are behind."""
        line = self._lines.get(chat_id)
        if line is not None and version > line.version:
            line.version = version
            self.spread(chat_id, _stale(chat_id, version))
            self._release(chat_id, line)

    def _tell(self, chat_id: int, line: _Line, news: News) -> None:
        line.version = news.version
        self.spread(chat_id, news)

    def _release(self, chat_id: int, line: _Line) -> None:
        """What is next now."""
        waiting = line.waiting
        if waiting:
            for version in [each for each in waiting if each <= line.version]:
                del waiting[version]
            while news := waiting.pop(line.version + 1, None):
                self._tell(chat_id, line, news)
        if not waiting and line.timer is not None:
            line.timer.cancel()
            line.timer = None

    def _give_up(self, chat_id: int, line: _Line) -> None:
        line.timer = None
        if line.waiting and self._lines.get(chat_id) is line:
            task = asyncio.get_running_loop().create_task(self._fill(chat_id, line))
            self._fetching.add(task)
            task.add_done_callback(self._fetching.discard)

    async def _fill(self, chat_id: int, line: _Line) -> None:
        """Tell what is missing before the first that waits; then those that wait have their turn."""
        first = min(line.waiting, default=0)  # what was missing may have come this very moment
        for news in await self._fetch(chat_id, line.version, first):
            self.take(chat_id, news)
        if line.version < first and self._lines.get(chat_id) is line:
            newest = max(line.waiting, default=first)
            line.waiting.clear()
            self.compare(chat_id, newest)
        elif line.waiting and line.timer is None:
            self._give_up(chat_id, line)


def _stale(chat_id: int, version: int) -> News:
    return News(f"chat:{chat_id}", STALE, msgspec.json.encode(Stale(str(chat_id), version)))


def _nowhere(chat_id: int, news: News) -> None: ...
