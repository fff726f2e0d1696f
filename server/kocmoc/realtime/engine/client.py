"""What one session says in Socket.IO, handled strictly one thing after the other."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kocmoc.realtime.engine import packets
from kocmoc.realtime.engine.inbox import Inbox
from kocmoc.realtime.engine.packets import Kind, Packet
from kocmoc.realtime.engine.promises import Promise, Promised
from kocmoc.realtime.engine.received import BadPacket, Received, read
from kocmoc.realtime.engine.sockets import Refuse, Socket, UnknownEvent

if TYPE_CHECKING:
    from kocmoc.realtime.engine.session import Session

logger = logging.getLogger(__name__)

RESERVED = frozenset(
    {"connect", "connect_error", "disconnect", "disconnecting", "error", "newListener", "removeListener"}
)
"""Names that mean something to Socket.IO libraries: no client may emit them, whatever is registered."""


class Client:
    """Keeps an inbox and works it off in one task that lives only while there is something in it.

    Hooks and handlers of one client never overlap: connect comes first, disconnect last, events between, in order.
    Only what a handler has promised may be kept while the same event comes again.
    """

    __slots__ = ("_inbox", "_partial", "_promised", "_working", "session", "sockets")

    def __init__(self, session: Session) -> None:
        self.session = session
        self.sockets: dict[str, Socket] = {}
        self._inbox = Inbox()
        self._partial: Received | None = None
        self._promised = Promised()
        self._working = False

    @property
    def full(self) -> bool:
        options = self.session.server.options
        # Room for more than a second's packets, so that a flood is seen as one and not merely slowed down.
        waiting = len(self._inbox) + len(self._promised)
        return waiting > 2 * options.max_packets_per_second or self._inbox.weight > options.max_buffer

    @property
    def idle(self) -> bool:
        return not self._working and not self._inbox and not self._promised

    def receive(self, data: str | bytes) -> None:
        if isinstance(data, str) and self._partial is None:
            packet = read(data)
        elif isinstance(data, bytes) and self._partial is not None:
            packet = replace(self._partial, buffers=(*self._partial.buffers, data))
        else:
            raise BadPacket("attachment missing or unannounced")
        if packet.attachments and not self.session.server.options.binary:
            raise BadPacket("binary packets are not accepted")
        self._partial = None if packet.complete else packet
        if packet.complete:
            self._accept(packet)

    def resume(self) -> None:
        if self._inbox and not self._working and not self.session.choked:
            self._working = True
            self.session.server.run(self._work())

    def leave(self, reason: str) -> None:
        self._inbox.add(reason)
        self._hurry()

    def cut(self, reason: str) -> None:
        self._inbox.clear()
        self._inbox.add(reason)
        self._hurry()

    def complain(self, detail: str) -> list[Packet]:
        return [self.session.server.on_bad_packet(socket, detail) for socket in self.sockets.values()]

    def flooded(self) -> list[Packet]:
        return [self.session.server.on_flood(socket) for socket in self.sockets.values()]

    def _accept(self, packet: Received) -> None:
        if packet.kind is Kind.ACK:
            self._resolve(packet)  # At once: the handler that waits for it may be what holds up the inbox.
        elif not self.session.retiring:
            self._inbox.add(packet)
            self.session.balance()
            self.resume()

    def _hurry(self) -> None:
        for socket in self.sockets.values():
            socket.fail_questions()  # A handler may be waiting for the answer, and the end for the handler.
        if len(self._inbox) == 1 and not self._working and not self._promised:
            self._end(str(self._inbox.take()))
        else:
            self.resume()

    async def _work(self) -> None:
        while self._inbox and not self.session.choked:
            item = self._inbox.take()
            self.session.balance()
            try:
                await self._handle(item)
            except BadPacket as bad:
                self.session.reject(bad.detail)
            if self._inbox:
                await asyncio.sleep(0)  # Others have their turn, and the answer leaves before the next is made.
        self._working = False
        self.session.rest()

    async def _handle(self, item: Received | str) -> None:
        if not isinstance(item, str) and item.kind is Kind.EVENT:
            return await self._answer(item)
        await self._promised.kept()
        if isinstance(item, str):
            self._end(item)
        elif item.kind is Kind.CONNECT:
            await self._connect(item)
        else:
            self._leave_namespace(item.namespace)
        return None

    async def _connect(self, packet: Received) -> None:
        server, namespace = self.session.server, packet.namespace
        auth = packet.auth()
        if namespace in self.sockets:
            raise BadPacket("connected already")
        if namespace not in server.options.namespaces:
            return self.session.push(packets.refused(namespace, "Invalid namespace"))
        socket = Socket(self.session, namespace)
        try:
            await server.on_connect(socket, auth)
        except Exception as error:
            return self._turn_away(socket, error)
        return self._welcome(socket)

    def _welcome(self, socket: Socket) -> None:
        socket.accept()
        self.sockets[socket.namespace] = socket
        self.session.pulse.introduced()

    def _turn_away(self, socket: Socket, error: Exception) -> None:
        if socket.accepted:  # Too late for a refusal: it is connected, and now it goes.
            self._welcome(socket)
            return socket.disconnect(final=True)
        refusal = error if isinstance(error, Refuse) else Refuse("error", self.session.server.describe(error))
        return self.session.push(packets.refused(socket.namespace, refusal.message, refusal.data))

    async def _answer(self, packet: Received) -> None:
        socket = self.sockets.get(packet.namespace)
        if socket is None:
            raise BadPacket("event before connect")
        event, arguments = packet.event()
        if event != self._promised.event:
            await self._promised.kept()
        try:
            result = await self._perform(socket, event, arguments)
        except Exception as error:
            self._reply(packet, error)
        else:
            if isinstance(result, Promise):
                self._promised.add(event, result, partial(self._keep, packet))
            else:
                self._reply(packet, result)

    def _keep(self, packet: Received, result: object) -> None:
        self._reply(packet, result)
        self.session.balance()
        self.session.rest()

    async def _perform(self, socket: Socket, event: str, arguments: list[object]) -> object:
        handler = self.session.server.handlers.get(event)
        if handler is None or event in RESERVED:
            raise UnknownEvent
        return await handler(socket, *arguments)

    def _reply(self, packet: Received, result: object) -> None:
        try:
            reply = self._acknowledge(packet, result)
        except Exception as error:  # there is no way to say that in JSON
            reply = self._acknowledge(packet, error)
        if reply is not None:
            self.session.push(reply)

    def _acknowledge(self, packet: Received, result: object) -> Packet | None:
        if isinstance(result, Exception):
            result = {"ok": False, "error": self.session.server.describe(result)}
        if packet.ack_id is None:
            return None
        binary = self.session.server.options.binary
        acknowledge = packets.acknowledge_binary if binary else packets.acknowledge
        return acknowledge(packet.ack_id, result, packet.namespace)

    def _resolve(self, packet: Received) -> None:
        socket = self.sockets.get(packet.namespace)
        if socket is not None and packet.ack_id is not None:
            socket.resolve(packet.ack_id, packet.arguments())

    def _leave_namespace(self, namespace: str) -> None:
        socket = self.sockets.pop(namespace, None)
        if socket is not None:
            socket.fail_questions()
            self._part(socket, "client disconnect")
        if not self.sockets:
            self.session.pulse.forgotten()

    def _end(self, reason: str) -> None:
        while self.sockets:
            self._part(self.sockets.popitem()[1], reason)

    def _part(self, socket: Socket, reason: str) -> None:
        try:
            self.session.server.on_disconnect(socket, reason)
        except Exception:
            logger.exception("on_disconnect failed")
