"""One WebSocket connection, from the upgrade request to the last goodbye: frames below, a session above."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, cast

from kocmoc.realtime.engine import frames, upgrade
from kocmoc.realtime.engine.frames import FrameError, Reader, close_frame
from kocmoc.realtime.engine.handshake import Rejection, Request, admit, unknown_session
from kocmoc.realtime.engine.packets import Packet
from kocmoc.realtime.engine.probe import Probe

if TYPE_CHECKING:
    from uvicorn.server import ServerState

    from kocmoc.realtime.engine.server import Server
    from kocmoc.realtime.engine.session import Session


logger = logging.getLogger(__name__)


def websocket(*servers: Server) -> type[WebSocket]:
    """What uvicorn takes as its `ws` setting: the protocol class of these servers, told apart by their paths."""
    paths = {server.options.path.rstrip("/") + "/": server for server in servers}

    class Bound(WebSocket):
        __slots__ = ()
        servers = paths

    return Bound


def arrival(protocol: type[WebSocket], state: ServerState) -> Callable[[socket.socket, bytes], None]:
    """Receives connections that another process has accepted for us."""

    def arrived(connection: socket.socket, head: bytes) -> None:
        task = asyncio.get_running_loop().create_task(settle(connection, head))
        state.tasks.add(task)
        task.add_done_callback(state.tasks.discard)

    async def settle(connection: socket.socket, head: bytes) -> None:
        loop = asyncio.get_running_loop()
        connection.setblocking(False)
        _, websocket = await loop.connect_accepted_socket(lambda: protocol(server_state=state), connection)
        websocket.data_received(head)

    return arrived


class WebSocket(asyncio.Protocol):
    """uvicorn makes one per upgrade request, replays the request into it and hands over the transport."""

    __slots__ = ("_connections", "_held", "_reader", "_server", "_transport", "ready", "session", "tick")

    servers: ClassVar[dict[str, Server]] = {}
    upgradable = False

    def __init__(self, *, server_state: ServerState, **_: object) -> None:
        self._connections = cast("set[object]", server_state.connections)
        self._server: Server | None = None
        self._reader: Reader | None = None
        self._held = False
        self.session: Session | Probe | None = None
        """Whom it speaks for; nobody before the handshake and after the goodbye."""
        self.ready = True
        self.tick = -1

    # Called by the event loop and by uvicorn.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._connections.add(self)

    def data_received(self, data: bytes) -> None:
        if self._reader is None:
            self._shake_hands(data)
        elif self.session is not None:
            self._reader.feed(data)
            self._read(self._reader)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        session, self.session = self.session, None
        if session is not None:
            session.lost("transport error" if exc else "transport close")
        if self._server is not None:
            self._server.wheel.cancel(self)
            self._server.disconnected()

    def pause_writing(self) -> None:
        self.ready = False

    def resume_writing(self) -> None:
        self.ready = True
        if self.session is not None:
            self.session.release()

    def shutdown(self) -> None:
        """uvicorn is going down."""
        if self.session is not None:
            self.session.retire()

    # Called by the session.

    def deliver(self, packets: list[Packet]) -> None:
        if not self._transport.is_closing():  # uvloop raises, and we hear of the loss only one turn later.
            self._transport.write(packets[0].frame if len(packets) == 1 else b"".join([p.frame for p in packets]))

    def pause_reading(self) -> None:
        self._held = True
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._held = False
        if not self._transport.is_closing():
            self._transport.resume_reading()
        if self._reader is not None:
            self._read(self._reader)

    def finish(self, packets: list[Packet], code: int) -> None:
        self._leave(b"".join([p.frame for p in packets]) + close_frame(code))

    def abort(self) -> None:
        self.session = None
        self._transport.abort()

    def wake(self) -> None:
        """Our goodbye was not answered in time."""
        self._transport.abort()

    # The handshake.

    def _shake_hands(self, head: bytes) -> None:
        try:
            path, request = upgrade.parse(head, self._transport.get_extra_info("peername"))
            server = self.servers.get(path)
            if server is None:
                raise Rejection(404, 3, "Bad request")
            if self._move(server, request, head):
                return
            session = admit(server, request, "websocket")
            self._transport.write(upgrade.accept(request))
            self._settle(server)
            if session is None:
                self.session = server.open(self, request, [])
            elif session.carrier.upgradable:
                self.session = Probe(session, self)
            else:  # Too late: the handshake was in order, so it ends as a WebSocket does, not with an HTTP error.
                self.finish([], frames.PROTOCOL_ERROR)
        except Exception as error:
            self._turn_away(error)

    def _move(self, server: Server, request: Request, head: bytes) -> bool:
        """To the process whose session this is, if it is another's: with its descriptor, so nothing of it is lost."""
        sid, neighbours = request.query.get("sid", ""), server.neighbours
        name = neighbours.owner(sid) if neighbours else None
        if name is None or neighbours is None:
            return False
        try:
            neighbours.give(name, self._transport.get_extra_info("socket"), head)
        except OSError:
            raise unknown_session() from None  # it has just gone, and its sessions with it
        self._transport.abort()  # ours alone: the connection lives on with the other
        return True

    def _turn_away(self, error: Exception) -> None:
        # Nothing may escape into uvicorn here: it would forget this connection and wait for it for ever when it stops.
        if not isinstance(error, Rejection):
            logger.error("a handshake failed", exc_info=error)
        elif self._server is None:
            self._transport.write(upgrade.refuse(error))
        self._transport.close()

    def _settle(self, server: Server) -> None:
        server.connected()
        self._server = server
        self._reader = Reader(server.options.max_payload)
        self._transport.set_write_buffer_limits(high=server.options.high_water)
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, server.options.send_buffer)

    # Frames.

    def _read(self, reader: Reader) -> None:
        try:
            while (session := self.session) is not None and not self._held:
                message = reader.next()
                if message is None:
                    break
                if session.count():
                    self._take(session, *message)
        except FrameError as error:
            if self.session is not None:
                self.session.reject(error.detail, error.code)

    def _take(self, session: Session | Probe, opcode: int, payload: bytes) -> None:
        if opcode == frames.TEXT:
            session.receive(frames.text(payload))
        elif opcode == frames.BINARY:
            session.receive_binary(payload)
        elif opcode == frames.PING:
            session.push(Packet(b"", frames.frame(payload, frames.PONG), answer=True))
        elif opcode == frames.CLOSE:
            self.session = None
            session.lost("transport close")
            self._leave(close_frame(frames.close_code(payload)))

    def _leave(self, last: bytes) -> None:
        """Writes the end, closes our half and reads on into nothing.

        A plain close with unread bytes would reset the connection, and the client would never see why it was cut.
        """
        self.session = None
        if self._server is None or self._transport.is_closing():
            return
        self._server.wheel.schedule(self, self._server.loop.time() + self._server.options.close_timeout)
        self._transport.write(last)
        if self._held:
            self._transport.resume_reading()
        self._close_half()

    def _close_half(self) -> None:
        if not self._transport.can_write_eof():  # TLS knows no half.
            return self._transport.close()
        try:
            return self._transport.write_eof()
        except OSError:  # The client was faster, and nobody has told us yet.
            return self._transport.abort()
