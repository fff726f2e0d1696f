"""What handlers hold in their hands: one client in one namespace."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Any

from kocmoc.realtime.engine import packets
from kocmoc.realtime.engine.packets import Packet

if TYPE_CHECKING:
    from kocmoc.realtime.engine.session import Session


class Refuse(Exception):
    """Raised by `on_connect`: the client gets CONNECT_ERROR with this message and data."""

    def __init__(self, message: str, data: object = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class UnknownEvent(Exception):
    """The client emitted what nobody handles, or a name that is reserved."""


class Socket:
    """One connected client. `data` is the product's own; the engine never looks at it."""

    __slots__ = ("__weakref__", "_asked", "_questions", "accepted", "data", "namespace", "session", "sid")

    def __init__(self, session: Session, namespace: str) -> None:
        self.session = session
        self.namespace = namespace
        self.sid = secrets.token_urlsafe(15)
        self.accepted = False
        self.data: Any = None
        self._asked = 0
        self._questions: dict[int, asyncio.Future[list[object]]] | None = None

    @property
    def address(self) -> str:
        return self.session.address

    @property
    def closed(self) -> bool:
        return self.session.closed

    def accept(self) -> None:
        """Answers CONNECT now, so that `on_connect` may emit behind it; otherwise its return does."""
        if not self.accepted:
            self.accepted = True
            self.session.push(packets.accepted(self.sid, self.namespace))

    def emit(self, event: str, *arguments: object) -> None:
        self.session.push(self._encode(event, *arguments))

    def send(self, packet: Packet) -> None:
        """As emit, with a packet encoded before (for the namespace `/`)."""
        self.session.push(packet)

    async def call(self, event: str, *arguments: object, timeout: float) -> list[object]:  # noqa: ASYNC109
        """Emits and waits for what the client acknowledges with. Raises TimeoutError or ConnectionError."""
        if self.closed:
            raise ConnectionError
        self._asked += 1
        ack_id = self._asked
        future: asyncio.Future[list[object]] = asyncio.get_running_loop().create_future()
        if self._questions is None:
            self._questions = {}
        self._questions[ack_id] = future
        try:
            self.session.push(self._encode(event, *arguments, ack_id=ack_id))
            async with asyncio.timeout(timeout):
                return await future
        finally:
            self._questions.pop(ack_id, None)

    def disconnect(self, after: Packet | None = None, *, final: bool = False) -> None:
        """Closes the connection behind everything sent so far and behind `after`.

        A stock client comes back by itself, unless it is `final`: then it is told to stay away.
        """
        farewell = [] if after is None else [after]
        if final:
            farewell.append(packets.disconnected(self.namespace))
        self.session.close("server disconnect", farewell)

    def retire(self) -> None:
        """Takes on nothing more, finishes what it has, then closes; a stock client comes back by itself."""
        self.session.retire()

    def resolve(self, ack_id: int, arguments: list[object]) -> None:
        """The client's answer; one that nobody waits for (any more) is nobody's business."""
        future = (self._questions or {}).get(ack_id)
        if future is not None and not future.done():
            future.set_result(arguments)

    def fail_questions(self) -> None:
        for future in (self._questions or {}).values():
            if not future.done():
                future.set_exception(ConnectionError())

    def _encode(self, event: str, *arguments: object, ack_id: int | None = None) -> Packet:
        encode = packets.encode_binary if self.session.server.options.binary else packets.encode
        return encode(event, *arguments, namespace=self.namespace, ack_id=ack_id)
