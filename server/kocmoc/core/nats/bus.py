"""The bus of several processes: a subject of NATS for each chat and each user, followed only where they are."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import msgspec

from kocmoc.core import jobs, log
from kocmoc.core.bus import EVERYONE, Handler, LocalBus, News
from kocmoc.core.nats.line import Line
from kocmoc.core.nats.numbers import Heard, Numbers
from kocmoc.core.nats.roll import BEAT_SECONDS, BYE, HELLO, WORDS, Roll

FLUSH_SECONDS = 1.0

logger = log.get("nats")


class Parcel(msgspec.Struct, array_like=True, gc=False):
    """News on their way: from whom, and which number that is of theirs on this subject."""

    origin: str
    number: int
    name: str
    body: bytes
    besides: int = 0
    version: int = 0
    seq: int = 0


class NatsBus:
    """`installation` keeps apart those who share a NATS without belonging together."""

    def __init__(self, url: str, installation: str) -> None:
        self._name = secrets.token_hex(4)
        self._prefix = f"kocmoc.{installation}."
        self._local = LocalBus()
        self._line = Line(url, f"kocmoc {self.name}")
        self._line.deliver, self._line.back = self._deliver, self._back
        self._followed: dict[str, int] = {}
        self._subjects: dict[int, str] = {}
        self._numbers, self._heard = Numbers(), Heard()
        self._roll = Roll(self._tell_all, self._tell_one)
        self._loss: list[Callable[[str | None], None]] = []
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Parcel).decode

    @property
    def name(self) -> str:
        return self._name

    @property
    def is_up(self) -> bool:
        return self._line.is_up

    def others(self) -> set[str]:
        return self._roll.present()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        self._follow(EVERYONE)
        self._follow(f"node:{self.name}")
        async with self._line.living(), jobs.every(BEAT_SECONDS, self._roll.beat):
            try:
                yield
            finally:
                self._tell_all(BYE, b"")
                await self._line.flush(FLUSH_SECONDS)

    def publish(self, news: News) -> None:
        self._local.publish(news)
        self._send(news.subject, news.name, news.body, news.besides, news.version, news.seq)

    def subscribe(self, subject: str, handler: Handler) -> None:
        self._local.subscribe(subject, handler)
        self._follow(subject)

    def unsubscribe(self, subject: str, handler: Handler) -> None:
        self._local.unsubscribe(subject, handler)
        if not self._local.is_followed(subject) and subject != EVERYONE:
            sid = self._followed.pop(subject)
            del self._subjects[sid]
            self._heard.forget(subject)
            self._line.unsubscribe(sid)

    def on_loss(self, handler: Callable[[str | None], None]) -> None:
        self._loss.append(handler)

    async def following(self) -> None:
        await self._line.flush(FLUSH_SECONDS)

    async def heard(self) -> None:
        if self.is_up:
            await self._roll.heard()

    def _follow(self, subject: str) -> None:
        if subject not in self._followed:
            sid = self._followed[subject] = self._line.subscribe(self._prefix + subject.replace(":", "."))
            self._subjects[sid] = subject

    def _send(self, subject: str, name: str, body: bytes, besides: int = 0, version: int = 0, seq: int = 0) -> None:
        parcel = Parcel(self.name, self._numbers.next(subject), name, body, besides, version, seq)
        self._line.publish(self._prefix + subject.replace(":", "."), self._encode(parcel))

    def _tell_all(self, name: str, body: bytes) -> None:
        self._send(EVERYONE, name, body)

    def _tell_one(self, whom: str, name: str, body: bytes) -> None:
        self._send(f"node:{whom}", name, body)

    def _back(self) -> None:
        self._tell_all(HELLO, b"")
        self._lost(None)

    def _deliver(self, sid: int, payload: bytes) -> None:
        subject = self._subjects.get(sid)
        if subject is None:
            return
        try:
            self._take(subject, self._decode(payload))
        except Exception:  # whatever somebody put on this subject: what follows is still for us
            logger.exception("news that cannot be understood", subject=subject)

    def _take(self, subject: str, parcel: Parcel) -> None:
        if self._heard.misses(subject, parcel.origin, parcel.number):
            logger.warning("news are missing", subject=subject, origin=parcel.origin)
            self._lost(None if subject == EVERYONE else subject)
        if parcel.name in WORDS:
            self._roll.hear(parcel.name, parcel.origin, parcel.body)
        else:
            self._local.publish(News(subject, parcel.name, parcel.body, parcel.besides, parcel.version, parcel.seq))

    def _lost(self, subject: str | None) -> None:
        for handler in self._loss:
            asyncio.get_running_loop().call_soon(handler, subject)
