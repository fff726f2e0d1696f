"""The changes of a chat, told in their order, whatever way they came."""

import asyncio

import msgspec
import pytest

from kocmoc.core.bus import News
from kocmoc.realtime.order import STALE, Order
from tests.phone import PATIENCE_SECONDS

CHAT = 42


def change(version: int) -> News:
    return News(f"chat:{CHAT}", "message:new", b"{}", version=version, seq=version)


class Listener:
    """Hears what is spread of a chat that was at version 10, and can be waited for. `written` is what can be read."""

    def __init__(self, written: list[int]) -> None:
        self.heard: list[tuple[str, int]] = []
        self.asked: list[tuple[int, int]] = []
        self._written = written
        self._more = asyncio.Event()
        self.order = Order(self._fetch)
        self.order.spread = self._spread
        self.order.begin(CHAT, 10)

    def take(self, *versions: int) -> None:
        for version in versions:
            self.order.take(CHAT, change(version))

    async def hears(self, *expected: int | tuple[str, int]) -> None:
        told = [each if isinstance(each, tuple) else ("message:new", each) for each in expected]
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.heard != told:
                self._more.clear()
                await self._more.wait()
        assert self.heard == told

    def _spread(self, _chat_id: int, news: News) -> None:
        version = news.version or msgspec.json.decode(news.body)["version"]
        self.heard.append((news.name, version))
        self._more.set()

    async def _fetch(self, _chat_id: int, after: int, until: int) -> list[News]:
        self.asked.append((after, until))
        found = [version for version in self._written if after < version < until]
        return [change(version) for version in found] if len(found) == until - after - 1 else []


async def test_what_comes_in_order_is_told_at_once() -> None:
    listener = Listener([])
    listener.take(11, 12, 13)
    assert [version for _, version in listener.heard] == [11, 12, 13]


async def test_what_is_known_is_not_told_again() -> None:
    listener = Listener([])
    listener.take(9, 10, 11, 11, 10)
    assert [version for _, version in listener.heard] == [11]


async def test_what_is_ahead_waits_for_its_turn_and_nothing_is_read() -> None:
    listener = Listener([11, 12, 13, 14])
    listener.take(13, 12, 14)
    assert listener.heard == []
    listener.take(11)
    await listener.hears(11, 12, 13, 14)
    assert listener.asked == []


async def test_what_does_not_come_is_read_once_and_told_to_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kocmoc.realtime.order.HOLD_SECONDS", 0.01)
    listener = Listener([11, 12, 14])
    listener.take(13, 15)
    await listener.hears(11, 12, 13, 14, 15)
    assert listener.asked == [(10, 13), (13, 15)]


async def test_what_cannot_be_told_any_more_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kocmoc.realtime.order.HOLD_SECONDS", 0.01)
    listener = Listener([])
    listener.take(13, 15)
    await listener.hears((STALE, 15))
    listener.take(14, 16)
    await listener.hears((STALE, 15), 16)


async def test_what_comes_at_the_last_moment_needs_not_be_read() -> None:
    listener = Listener([])
    listener.take(12)
    listener.order._give_up(CHAT, listener.order._lines[CHAT])
    listener.take(11)
    await listener.order.close()
    assert [version for _, version in listener.heard] == [11, 12]


async def test_word_of_a_change_tells_only_those_who_are_behind() -> None:
    listener = Listener([])
    listener.order.compare(CHAT, 10)
    listener.order.take(CHAT, News(f"chat:{CHAT}", STALE, b"{}", version=9))
    assert listener.heard == []
    listener.order.compare(CHAT, 12)
    await listener.hears((STALE, 12))


async def test_a_chat_nobody_here_is_in_any_more_is_not_told() -> None:
    listener = Listener([])
    listener.take(13)
    listener.order.end(CHAT)
    listener.take(11)
    assert listener.heard == []
    await listener.order.close()
