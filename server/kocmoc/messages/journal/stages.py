"""A batch in stages: each is written by one statement, and in each chat the changes keep their order."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from kocmoc.messages.journal.changes import Change


class Carrier(Protocol):
    """Whatever brings a change along."""

    @property
    def change(self) -> Change: ...


C = TypeVar("C", bound=Carrier)


class _Stage:
    """Changes of one kind that do not touch the same thing."""

    def __init__(self, kind: type[Change]) -> None:
        self._kind = kind
        self._touched: set[object] = set()

    def takes(self, change: Change) -> bool:
        return type(change) is self._kind and self._touched.isdisjoint(change.touches())

    def add(self, change: Change) -> None:
        self._touched.update(change.touches())


def stages(batch: Sequence[C]) -> list[list[C]]:
    """Nearly always there is one kind of change in a batch, and so one stage."""
    found: list[_Stage] = []
    filled: list[list[C]] = []
    last: dict[int, int] = {}
    for carrier in batch:
        change = carrier.change
        place = last.get(change.chat_id, 0)
        while place < len(found) and not found[place].takes(change):
            place += 1
        if place == len(found):
            found.append(_Stage(type(change)))
            filled.append([])
        found[place].add(change)
        filled[place].append(carrier)
        last[change.chat_id] = place
    return filled
