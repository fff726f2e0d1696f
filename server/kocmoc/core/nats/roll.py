"""Which processes there are, and whether they have all handled what we published.

News of one process arrive at another in the order in which they left. So whoever answers a question has handled
everything that was published before it.
"""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from kocmoc.core import log

BEAT_SECONDS = 1.0
MISSING_SECONDS = 3.5
ANSWER_SECONDS = 1.0

HELLO, BEAT, BYE, ASK, ANSWER = "@hello", "@beat", "@bye", "@ask", "@answer"
WORDS = frozenset({HELLO, BEAT, BYE, ASK, ANSWER})

logger = log.get("nats")


class Roll:
    """`tell(name, body)` reaches all processes, `answer(whom, name, body)` one."""

    def __init__(self, tell: Callable[[str, bytes], None], answer: Callable[[str, str, bytes], None]) -> None:
        self._tell = tell
        self._answer = answer
        self._seen: dict[str, float] = {}
        self._asked: dict[bytes, _Question] = {}

    async def beat(self) -> None:
        self._tell(BEAT, b"")

    def present(self) -> set[str]:
        """The others, as far as they have been heard of lately."""
        since = monotonic() - MISSING_SECONDS
        self._seen = {name: at for name, at in self._seen.items() if at > since}
        return set(self._seen)

    def hear(self, name: str, origin: str, body: bytes) -> None:
        """Words of another process that are for this one and not for its people."""
        if name == BYE:
            self._seen.pop(origin, None)
        else:
            self._seen[origin] = monotonic()
        if name == HELLO:
            self._tell(BEAT, b"")
        elif name == ASK:
            self._answer(origin, ANSWER, body)
        elif name == ANSWER and (question := self._asked.get(body)):
            question.answered_by(origin)

    async def heard(self) -> None:
        """Until all others have answered, or it has taken too long."""
        others = self.present()
        if not others:
            return
        token = secrets.token_bytes(8)
        question = self._asked[token] = _Question(others)
        self._tell(ASK, token)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(question.settled.wait(), ANSWER_SECONDS)
        finally:
            del self._asked[token]
        if question.missing:
            logger.warning("not every process has answered in time", missing=sorted(question.missing))


class _Question:
    def __init__(self, others: set[str]) -> None:
        self.missing = others
        self.settled = asyncio.Event()

    def answered_by(self, origin: str) -> None:
        self.missing.discard(origin)
        if not self.missing:
            self.settled.set()
