"""What leaves: Engine.IO 4 and Socket.IO 5 packets, encoded and framed once for however many will get them."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import msgspec

from kocmoc.realtime.engine import attachments
from kocmoc.realtime.engine.frames import BINARY, frame


class Kind(IntEnum):
    CONNECT = 0
    DISCONNECT = 1
    EVENT = 2
    ACK = 3
    CONNECT_ERROR = 4
    BINARY_EVENT = 5
    BINARY_ACK = 6


SEPARATOR: Final = b"\x1e"
"""Between the packets of a long-polling payload. JSON escapes it inside strings."""

_TO_BINARY: Final = Kind.BINARY_EVENT - Kind.EVENT


class Packet(msgspec.Struct, frozen=True, gc=False):
    """One packet, ready for either transport, so that a thousand recipients share it."""

    text: bytes
    """As long-polling carries it; empty when it has no meaning there."""

    frame: bytes
    """As WebSocket carries it: one frame, or several in a row."""

    answer: bool = False
    """Asked for by the client (acks, pongs): what waits of these never counts as its backlog of events."""


PING: Final = Packet(b"2", frame(b"2"), answer=True)
PROBED: Final = Packet(b"", frame(b"3probe"), answer=True)
NOOP: Final = Packet(b"6", b"", answer=True)
BYE: Final = Packet(b"1", b"", answer=True)
"""The end as long-polling says it; on WebSocket the closing handshake says it already."""


def encode(event: str, *arguments: object, namespace: str = "/", ack_id: int | None = None) -> Packet:
    """An event. A `msgspec.Raw` argument is JSON already. With `ack_id` the client is asked to answer."""
    number = b"" if ack_id is None else b"%d" % ack_id
    return message(_head(Kind.EVENT, namespace) + number + msgspec.json.encode((event, *arguments)))


def acknowledge(ack_id: int, result: object, namespace: str = "/") -> Packet:
    """The answer to an event: a tuple is several arguments, None is none, anything else is one."""
    return message(_head(Kind.ACK, namespace) + b"%d" % ack_id + msgspec.json.encode(_several(result)), answer=True)


def encode_binary(event: str, *arguments: object, namespace: str = "/", ack_id: int | None = None) -> Packet:
    """As `encode`, but bytes anywhere in the arguments travel as attachments."""
    return _with_attachments(Kind.EVENT, (event, *arguments), namespace, ack_id)


def acknowledge_binary(ack_id: int, result: object, namespace: str = "/") -> Packet:
    return _with_attachments(Kind.ACK, _several(result), namespace, ack_id, answer=True)


def accepted(sid: str, namespace: str) -> Packet:
    return message(_head(Kind.CONNECT, namespace) + msgspec.json.encode({"sid": sid}), answer=True)


def refused(namespace: str, reason: str, data: object = None) -> Packet:
    body = {"message": reason} if data is None else {"message": reason, "data": data}
    return message(_head(Kind.CONNECT_ERROR, namespace) + msgspec.json.encode(body), answer=True)


def disconnected(namespace: str) -> Packet:
    return message(_head(Kind.DISCONNECT, namespace), answer=True)


def opened(sid: str, upgrades: list[str], ping_interval: float, ping_timeout: float, max_payload: int) -> Packet:
    """The Engine.IO packet that opens a session and tells its terms."""
    terms = {
        "sid": sid,
        "upgrades": upgrades,
        "pingInterval": round(ping_interval * 1000),
        "pingTimeout": round(ping_timeout * 1000),
        "maxPayload": max_payload,
    }
    text = b"0" + msgspec.json.encode(terms)
    return Packet(text, frame(text), answer=True)


def message(data: bytes, *, answer: bool = False) -> Packet:
    """An Engine.IO message that carries this text."""
    text = b"4" + data
    return Packet(text, frame(text), answer)


def blob(data: bytes) -> Packet:
    """An Engine.IO message that carries these bytes."""
    return Packet(attachments.as_text(data), frame(data, BINARY))


def _several(result: object) -> tuple[object, ...]:
    if isinstance(result, tuple):
        return result
    return () if result is None else (result,)


def _with_attachments(
    kind: Kind, data: tuple[object, ...], namespace: str, ack_id: int | None, *, answer: bool = False
) -> Packet:
    plain, buffers = attachments.take(data)
    head = _head(kind + _TO_BINARY, namespace, len(buffers)) if buffers else _head(kind, namespace)
    number = b"" if ack_id is None else b"%d" % ack_id
    parts = [message(head + number + msgspec.json.encode(plain)), *map(blob, buffers)]
    return Packet(SEPARATOR.join(part.text for part in parts), b"".join(part.frame for part in parts), answer)


def _head(kind: int, namespace: str, buffers: int = 0) -> bytes:
    count = b"%d-" % buffers if buffers else b""
    return b"%d%b%b" % (kind, count, b"" if namespace == "/" else namespace.encode() + b",")
