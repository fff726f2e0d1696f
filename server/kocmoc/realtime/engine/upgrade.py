"""The HTTP side of a WebSocket: read the upgrade request, write the answer. Pure."""

from __future__ import annotations

import base64
import binascii
from hashlib import sha1
from http import HTTPStatus

from kocmoc.realtime.engine.handshake import Rejection, Request, bad_request, query

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


def parse(head: bytes, peername: tuple[str, int] | str | None) -> tuple[str, Request]:
    """The path and the request. uvicorn has parsed it before and writes it out again, so the form is certain."""
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    path, _, raw_query = target.partition("?")
    peer = peername[0] if isinstance(peername, tuple) else ""  # A unix socket has none.
    headers = dict(line.split(": ", 1) for line in lines if line)
    return path.rstrip("/") + "/", Request(method, query(raw_query), headers, peer)


def accept(request: Request) -> bytes:
    """The answer that switches protocols; extensions are never agreed to. Raises Rejection."""
    if request.headers.get("sec-websocket-version") != "13":
        raise Rejection(426, 3, "Bad request")
    key = request.headers.get("sec-websocket-key", "")
    if request.method != "GET" or not _is_key(key):
        raise bad_request()
    # The hash is the protocol's way to prove it was understood; nothing secret depends on it.
    proof = base64.b64encode(sha1(key.encode() + _GUID, usedforsecurity=False).digest())
    return (
        b"HTTP/1.1 101 Switching Protocols\r\n"
        b"upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: " + proof + b"\r\n\r\n"
    )


def refuse(rejection: Rejection) -> bytes:
    status = HTTPStatus(rejection.status)
    more = b"sec-websocket-version: 13\r\n" if status is HTTPStatus.UPGRADE_REQUIRED else b""
    more += b"retry-after: %d\r\n" % rejection.retry_after if rejection.retry_after else b""
    head = b"HTTP/1.1 %d %b\r\ncontent-type: application/json\r\n" % (status, status.phrase.encode())
    return head + b"%bcontent-length: %d\r\nconnection: close\r\n\r\n" % (more, len(rejection.body)) + rejection.body


def _is_key(key: str) -> bool:
    try:
        return len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        return False
