"""Answers that will be given later, while the next event of the same kind is begun."""

from __future__ import annotations

from asyncio import Future, wait
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple


class Promise(NamedTuple):
    """What a handler returns whose work has its place in a queue: the answer follows from `result` when it is there."""

    result: Future[Any]
    answer: Callable[[Any], object]


class Promised:
    """The promises of one client that are not kept yet, all of one event."""

    __slots__ = ("_results", "event")

    def __init__(self) -> None:
        self._results: list[Future[Any]] = []  # Short, and mostly empty.
        self.event = ""

    def __len__(self) -> int:
        return len(self._results)

    def add(self, event: str, promise: Promise, keep: Callable[[object], None]) -> None:
        """`keep` is given the answer, or the exception there is instead."""
        self.event = event
        self._results.append(promise.result)
        promise.result.add_done_callback(partial(self._keep, promise.answer, keep))

    async def kept(self) -> None:
        """When all of them are."""
        while self._results:
            await wait(self._results)

    def _keep(self, answer: Callable[[Any], object], keep: Callable[[object], None], result: Future[Any]) -> None:
        self._results.remove(result)
        if not result.cancelled():
            keep(result.exception() or answer(result.result()))
