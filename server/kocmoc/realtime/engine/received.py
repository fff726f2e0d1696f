"""What arrives: one Socket.IO packet, cut into head and payload. Pure; the only policy is to refuse nonsense."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

import msgspec

from kocmoc.realtime.engine import attachments
from kocmoc.realtime.engine.packets import Kind

MAX_ACK_ID: Final = 2**53
MAX_ATTACHMENTS: Final = 64

# Type, attachments, namespace (an old query string is dropped), ack id. Digits beyond these widths fit no field,
# end up in the payload and are no JSON there: an announcement of 10^10 attachments is never even a number.
_HEAD = re.compile(r"([0-6])(?:([0-9]{1,4})-)?(?:(/[^,?]{0,127})(?:\?[^,]{0,127})?(?:,|$))?([0-9]{1,16})?")
_PLAIN = {Kind.BINARY_EVENT: Kind.EVENT, Kind.BINARY_ACK: Kind.ACK}
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class BadPacket(Exception):
    """The client does not speak the protocol; `detail` tells its developer why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Received(msgspec.Struct, frozen=True, gc=False):
    """A packet whose payload is still text: it is parsed when its turn comes, so that waiting costs no more.

    A binary event is an event with attachments, and complete once that many buffers are there.
    """

    kind: Kind
    namespace: str
    ack_id: int | None
    attachments: int
    body: str
    buffers: tuple[bytes, ...] = ()

    @property
    def complete(self) -> bool:
        return len(self.buffers) == self.attachments

    def auth(self) -> dict[str, object]:
        data = _parse(self.body) if self.body else {}
        if not isinstance(data, dict):
            raise BadPacket("auth is not an object")
        return data

    def event(self) -> tuple[str, list[object]]:
        arguments = self.arguments()
        if not arguments or not isinstance(arguments[0], str):
            raise BadPacket("event without a name")
        return arguments[0], arguments[1:]

    def arguments(self) -> list[object]:
        data = _parse(self.body)
        if not isinstance(data, list):
            raise BadPacket("payload is not an array")
        if not self.attachments:
            return data
        try:
            return [attachments.fill(item, self.buffers) for item in data]
        except (ValueError, RecursionError):
            raise BadPacket("attachments do not fit") from None


def read(text: str) -> Received:
    """The head of one Socket.IO packet. Raises BadPacket."""
    head = _HEAD.match(text)
    if head is None:
        raise BadPacket("unknown packet type")
    kind, count, namespace, ack_id = Kind(int(head[1])), head[2], head[3] or "/", int(head[4] or -1)
    body = text[head.end() :]
    if kind is Kind.CONNECT_ERROR or (kind >= Kind.BINARY_EVENT) != (count is not None):
        raise BadPacket("unknown packet type")
    if count is not None and not 0 < int(count) <= MAX_ATTACHMENTS:
        raise BadPacket("impossible number of attachments")
    if ack_id > MAX_ACK_ID or (kind in (Kind.ACK, Kind.BINARY_ACK) and ack_id < 0):
        raise BadPacket("impossible ack id")
    if kind is Kind.DISCONNECT and body:
        raise BadPacket("disconnect with a payload")
    return Received(_PLAIN.get(kind, kind), namespace, None if ack_id < 0 else ack_id, int(count or 0), body)


def _parse(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        raise BadPacket("nested too deeply") from None
    except msgspec.DecodeError:
        # JavaScript writes half of an emoji as a lone surrogate, which is JSON and a matter for whoever reads the text.
        if _SURROGATE.search(text):
            return _parse_leniently(text)
        raise BadPacket("not JSON") from None


def _parse_leniently(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise BadPacket("not JSON") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
