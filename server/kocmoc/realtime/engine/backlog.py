"""What waits for a client that does not read as fast as it is written to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from kocmoc.realtime.engine.packets import Packet


class Backlog:
    """Packets in order, with the bytes of events and of answers counted apart."""

    __slots__ = ("_packets", "answers", "events")

    def __init__(self) -> None:
        self._packets: deque[Packet] = deque()
        self.events = 0
        self.answers = 0

    def __bool__(self) -> bool:
        return bool(self._packets)

    def add(self, packets: Iterable[Packet]) -> None:
        for packet in packets:
            self._packets.append(packet)
            self._count(packet, 1)

    def take(self, size: int) -> list[Packet]:
        """The oldest packets, at least one, up to about that many bytes."""
        taken: list[Packet] = []
        while self._packets and size > 0:
            packet = self._packets.popleft()
            self._count(packet, -1)
            size -= len(packet.frame) or 1
            taken.append(packet)
        return taken

    def take_all(self) -> list[Packet]:
        taken = [*self._packets]
        self._packets.clear()
        self.events = self.answers = 0
        return taken

    def _count(self, packet: Packet, sign: int) -> None:
        if packet.answer:
            self.answers += sign * len(packet.frame)
        else:
            self.events += sign * len(packet.frame)
