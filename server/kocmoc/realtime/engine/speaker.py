"""What speaks through a session, as the session sees it: Socket.IO, or a bare echo."""

from __future__ import annotations

from typing import Protocol

from kocmoc.realtime.engine.packets import Packet


class Speaker(Protocol):
    @property
    def full(self) -> bool:
        """It has enough to do: nothing more is read for it."""

    @property
    def idle(self) -> bool:
        """It has nothing to do: the session may be closed without cutting it short."""

    def receive(self, data: str | bytes) -> None:
        """One Engine.IO message. Raises BadPacket."""

    def resume(self) -> None:
        """There is room for answers again."""

    def leave(self, reason: str) -> None:
        """The client is gone; what it said before that still counts."""

    def cut(self, reason: str) -> None:
        """We ended it; what was not begun is not done any more."""

    def complain(self, detail: str) -> list[Packet]:
        """What to tell a client that broke the protocol, before it is cut."""

    def flooded(self) -> list[Packet]:
        """What to tell a client that sends too much, before it is cut."""
