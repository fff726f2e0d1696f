"""What a client has said and nobody has handled yet."""

from __future__ import annotations

from kocmoc.realtime.engine.received import Received


class Inbox:
    """Packets in order, still unparsed; a plain text among them is the end, and its reason."""

    __slots__ = ("_items", "weight")

    def __init__(self) -> None:
        self._items: list[Received | str] = []  # Short, and mostly empty: a deque would cost ten times as much.
        self.weight = 0

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: Received | str) -> None:
        self._items.append(item)
        self.weight += _weight(item)

    def take(self) -> Received | str:
        item = self._items.pop(0)
        self.weight -= _weight(item)
        return item

    def clear(self) -> None:
        self._items.clear()
        self.weight = 0


def _weight(item: Received | str) -> int:
    """About the bytes it occupies while it waits."""
    return 0 if isinstance(item, str) else len(item.body) + sum(map(len, item.buffers))
