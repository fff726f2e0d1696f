"""Long-polling as the carrier of a session: packets leave whenever a GET is waiting for them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from kocmoc.realtime.engine.packets import BYE, SEPARATOR, Packet

if TYPE_CHECKING:
    from kocmoc.realtime.engine.server import Server


class Poll:
    """One GET at a time waits here; a POST is answered when there is room for the next."""

    __slots__ = ("_getter", "_last", "_room", "_server", "posting", "sid", "tick")

    upgradable = True

    def __init__(self, server: Server) -> None:
        self._server = server
        self._getter: asyncio.Future[bytes] | None = None
        self._room = asyncio.Event()
        self._room.set()
        self._last: list[bytes] = []
        self.posting = False
        self.sid = ""
        self.tick = -1

    @property
    def ready(self) -> bool:
        return self._getter is not None

    def ask(self) -> asyncio.Future[bytes]:
        """A GET has come: the future is its payload."""
        self._getter = self._server.loop.create_future()
        return self._getter

    async def room(self) -> None:
        await self._room.wait()

    def deliver(self, packets: list[Packet]) -> None:
        getter, self._getter = self._getter, None
        if getter is not None and not getter.done():
            getter.set_result(_payload(packets))

    def pause_reading(self) -> None:
        self._room.clear()

    def resume_reading(self) -> None:
        self._room.set()

    def finish(self, packets: list[Packet], _code: int) -> None:
        """The goodbye comes with a GET of its own, for which it waits a moment.

        In one payload with the words before it, stock clients act on the goodbye first. A bare one waits for nobody.
        """
        self._room.set()
        *words, goodbye = packets
        if not words:
            return self.deliver([goodbye])
        self._last = [_payload([goodbye])]
        if self.ready:
            self.deliver(words)
        else:
            self._last.insert(0, _payload(words))
        self._server.parting[self.sid] = self
        return self._server.wheel.schedule(self, self._server.loop.time() + self._server.options.close_timeout)

    def abort(self) -> None:
        self._room.set()
        self.deliver([BYE])

    def part(self) -> bytes:
        """The next of the last payloads."""
        payload = self._last.pop(0)
        if not self._last:
            self._server.wheel.cancel(self)
            del self._server.parting[self.sid]
        return payload

    def wake(self) -> None:
        del self._server.parting[self.sid]


def _payload(packets: list[Packet]) -> bytes:
    return SEPARATOR.join(packet.text for packet in packets if packet.text)
