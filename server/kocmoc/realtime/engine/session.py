"""One Engine.IO session: an ordered stream of packets to and from one client, whatever transport carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kocmoc.realtime.engine.backlog import Backlog
from kocmoc.realtime.engine.carrier import Carrier, Nowhere
from kocmoc.realtime.engine.frames import GOING_AWAY, NORMAL, PROTOCOL_ERROR
from kocmoc.realtime.engine.packets import BYE, NOOP, Packet
from kocmoc.realtime.engine.pulse import Pulse
from kocmoc.realtime.engine.received import BadPacket
from kocmoc.realtime.engine.speaker import Speaker

if TYPE_CHECKING:
    from kocmoc.realtime.engine.probe import Probe
    from kocmoc.realtime.engine.server import Server

_NOWHERE = Nowhere()


class Session:
    """Packets go out through `push`; incoming ones are counted, understood here or handed to the speaker."""

    __slots__ = (
        "_backlog", "_counted", "_held", "_second",
        "address", "carrier", "closed", "pending", "probe", "pulse", "retiring", "server", "sid", "speaker",
    )  # fmt: skip

    def __init__(self, server: Server, carrier: Carrier, address: str) -> None:
        self.server = server
        self.carrier = carrier
        self.address = address
        self.sid = server.new_sid()
        self.closed = self.retiring = self._held = False
        self.probe: Probe | None = None
        self.pending: list[Packet] = []
        self._backlog: Backlog | None = None
        self._second, self._counted = 0.0, 0
        self.pulse = Pulse(self)
        self.speaker: Speaker = server.speaker(self)

    # Out: everything waits in `pending` until the end of the loop turn, then leaves in one piece.

    def push(self, packet: Packet) -> None:
        if not self.pending:
            self.server.touch(self)
        self.pending.append(packet)

    def flush(self) -> None:
        packets, self.pending = self.pending, []
        if not packets:
            return
        if self._backlog is None and self.carrier.ready:
            self.carrier.deliver(packets)
        else:
            self._hold(packets)

    def release(self) -> None:
        """The carrier is ready again: hands it what was held, as far as it goes."""
        backlog = self._backlog
        while backlog and self.carrier.ready:
            self.carrier.deliver(backlog.take(self.server.options.high_water))
        if not backlog:
            self._backlog = None
        self.balance()
        self.speaker.resume()

    def _hold(self, packets: list[Packet]) -> None:
        if self._backlog is None:
            self._backlog = Backlog()
        self._backlog.add(packets)
        if self._backlog.events > self.server.options.max_buffer:
            self.drop("slow client")
        else:
            self.balance()

    @property
    def choked(self) -> bool:
        """Too many answers wait: whoever does not take them is not heard any further."""
        return self._backlog is not None and self._backlog.answers > self.server.options.max_buffer

    # In.

    def count(self) -> bool:
        """Counts one packet; False means it was one too many, and that was the end."""
        now = self.server.loop.time()
        if now - self._second >= 1.0:
            self._second, self._counted = now, 0
        self._counted += 1
        if self._counted <= self.server.options.max_packets_per_second:
            return True
        self.close("flood", self.speaker.flooded())
        return False

    def receive(self, packet: str) -> None:
        kind = packet[:1]
        try:
            if kind == "4":
                self.speaker.receive(packet[1:])
            elif kind == "3":
                self.pulse.pong()
            elif kind == "1":
                self._part()
            elif kind != "6":
                raise BadPacket("unknown packet type")
        except BadPacket as bad:
            self.reject(bad.detail)

    def receive_binary(self, data: bytes) -> None:
        try:
            if not self.server.options.binary:
                raise BadPacket("binary packets are not accepted")
            self.speaker.receive(data)
        except BadPacket as bad:
            self.reject(bad.detail)

    def reject(self, detail: str, code: int = PROTOCOL_ERROR) -> None:
        self.close("parse error", self.speaker.complain(detail), code)

    def balance(self) -> None:
        """Stops or resumes reading, so that what waits in here stays bounded."""
        held = self.speaker.full or self.choked
        if held == self._held:
            return
        self._held = held
        if held:
            self.carrier.pause_reading()
        else:
            self.carrier.resume_reading()

    # Life.

    def probe_with(self, probe: Probe) -> None:
        """The client tries a better transport."""
        self.probe = probe
        self.nudge()

    def nudge(self) -> None:
        """A client that changes transports waits for its poll to end; with nothing to say it ends empty."""
        if self.probe is not None and self.carrier.ready:
            self.carrier.deliver([NOOP])

    def upgrade(self, carrier: Carrier) -> None:
        """The probed transport takes over; what was held leaves through it."""
        former, self.carrier, self.probe = self.carrier, carrier, None
        former.finish([NOOP], NORMAL)
        if self._held:
            carrier.pause_reading()
        self.release()

    def retire(self) -> None:
        """Takes on nothing more, lets what it has finish, then closes so that the client comes back elsewhere."""
        self.retiring = True
        self.rest()

    def rest(self) -> None:
        """The speaker has finished everything it had to do."""
        if self.retiring and self.speaker.idle:
            self.close("server shutting down", code=GOING_AWAY)

    def close(self, reason: str, farewell: list[Packet] | None = None, code: int = NORMAL) -> None:
        """Ends it from our side, after everything that waits and the farewell."""
        if not self.closed:
            last = [*(self._backlog.take_all() if self._backlog else ()), *self.pending, *(farewell or ()), BYE]
            self._bury().finish(last, code)
            self.speaker.cut(reason)

    def drop(self, reason: str) -> None:
        """Ends it from our side at once."""
        if not self.closed:
            self._bury().abort()
            self.speaker.cut(reason)

    def lost(self, reason: str) -> None:
        """The client is gone."""
        if not self.closed:
            self._bury().resume_reading()
            self.speaker.leave(reason)

    def _part(self) -> None:
        self._bury().finish([NOOP], NORMAL)
        self.speaker.leave("client close")

    def _bury(self) -> Carrier:
        carrier, self.carrier = self.carrier, _NOWHERE
        if self.probe is not None:
            self.probe.abandon()
        self.closed = True
        self.pending = []
        self._backlog = None
        self.pulse.stop()
        self.server.forget(self)
        return carrier
