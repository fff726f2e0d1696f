"""A WebSocket on trial: it stands where a session would, until the client has proved that messages get through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kocmoc.realtime.engine.frames import GOING_AWAY, NORMAL, PROTOCOL_ERROR
from kocmoc.realtime.engine.packets import PROBED, Packet

if TYPE_CHECKING:
    from kocmoc.realtime.engine.session import Session
    from kocmoc.realtime.engine.websocket import WebSocket


class Probe:
    """To the WebSocket it looks like a session; the real one polls on meanwhile, whatever happens here."""

    __slots__ = ("_session", "_socket", "tick")

    def __init__(self, session: Session, socket: WebSocket) -> None:
        self._session = session
        self._socket = socket
        self.tick = -1
        server = session.server
        server.wheel.schedule(self, server.loop.time() + server.options.connect_timeout)

    def count(self) -> bool:
        return self._session.count()

    def push(self, packet: Packet) -> None:
        self._socket.deliver([packet])

    def receive(self, packet: str) -> None:
        session = self._session
        if packet == "2probe" and session.probe is None and session.carrier.upgradable:
            self.push(PROBED)
            session.probe_with(self)
        elif packet == "5" and session.probe is self:
            session.server.wheel.cancel(self)
            self._socket.session = session
            session.upgrade(self._socket)
        else:
            self.reject("not a probe")

    def receive_binary(self, _data: bytes) -> None:
        self.reject("not a probe")

    def reject(self, detail: str, code: int = PROTOCOL_ERROR) -> None:
        self.lost(detail)
        self._socket.finish([], code)

    def lost(self, _reason: str) -> None:
        self._session.server.wheel.cancel(self)
        if self._session.probe is self:
            self._session.probe = None

    def release(self) -> None:
        """Nothing is ever held back for it."""

    def retire(self) -> None:
        self.reject("server shutting down", GOING_AWAY)

    def wake(self) -> None:
        self.reject("probe timeout")

    def abandon(self) -> None:
        """The session it was for is over."""
        self.reject("session closed", NORMAL)
