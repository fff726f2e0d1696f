"""The transport under a session, as the session sees it."""

from __future__ import annotations

from typing import Protocol

from kocmoc.realtime.engine.packets import Packet


class Carrier(Protocol):
    """A transport under a session."""

    @property
    def ready(self) -> bool:
        """Whether `deliver` may be called; the carrier calls `session.release()` when that becomes true again."""

    @property
    def upgradable(self) -> bool:
        """Whether a WebSocket may take its place."""

    def deliver(self, packets: list[Packet]) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def finish(self, packets: list[Packet], code: int, /) -> None:
        """Delivers the last packets, says goodbye and ends, soon in any case."""

    def abort(self) -> None:
        """Ends at once."""


class Nowhere:
    """The carrier of a closed session: whatever is still sent to it vanishes."""

    ready = True
    upgradable = False

    def deliver(self, packets: list[Packet]) -> None: ...

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def finish(self, packets: list[Packet], code: int, /) -> None: ...

    def abort(self) -> None: ...
