"""The NATS protocol: bytes in, operations out, and back. Nothing here knows a connection or a clock."""

from typing import NamedTuple

import msgspec

PING, PONG = b"PING\r\n", b"PONG\r\n"
_LONGEST_LINE = 64 * 1024  # INFO of a large cluster names all its servers


class WireError(Exception):
    """Not NATS, or not to be served: what the other side said, or what is wrong with it."""


class Info(msgspec.Struct):
    """What a server says about itself, and where else its cluster can be reached."""

    tls_required: bool = False
    max_payload: int = 1024 * 1024
    connect_urls: list[str] = []


class Delivery(NamedTuple):
    """Something published to a subject we follow, under the number we gave the subscription."""

    sid: int
    payload: bytes


class Ping(NamedTuple): ...


class Pong(NamedTuple): ...


Operation = Info | Delivery | Ping | Pong


class Reader:
    """Cuts a stream of bytes into operations. `take` answers None when it needs more bytes."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._at = 0

    def feed(self, data: bytes) -> None:
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        self._buffer += data

    def take(self) -> Operation | None:
        while True:
            end = self._buffer.find(b"\r\n", self._at)
            if end < 0:
                if len(self._buffer) - self._at > _LONGEST_LINE:
                    raise WireError("an endless line")
                return None
            line = bytes(self._buffer[self._at : end])
            if line.startswith(b"MSG "):
                return self._delivery(line, end + 2)
            self._at = end + 2
            operation = _understand(line)
            if operation is not None:
                return operation

    def _delivery(self, line: bytes, start: int) -> Delivery | None:
        words = line.split(b" ")
        end = start + int(words[-1])
        if len(self._buffer) < end + 2:
            return None
        self._at = end + 2
        return Delivery(int(words[2]), bytes(self._buffer[start:end]))


def _understand(line: bytes) -> Operation | None:
    if line == b"PING":
        return Ping()
    if line == b"PONG":
        return Pong()
    if line.startswith(b"INFO "):
        return msgspec.json.decode(line[5:], type=Info)
    if line.startswith(b"-ERR"):
        raise WireError(line[5:].decode(errors="replace").strip("' "))
    if line != b"+OK":
        raise WireError(f"an unknown word: {line[:40]!r}")
    return None


def connect(*, name: str, user: str | None, password: str | None, token: str | None) -> bytes:
    """Who we are. Without `echo` a server does not send back to us what we publish ourselves."""
    about = {
        "verbose": False, "pedantic": False, "echo": False, "protocol": 1, "lang": "python", "version": "1",
        "name": name, "user": user, "pass": password, "auth_token": token,
    }  # fmt: skip
    return (
        b"CONNECT " + msgspec.json.encode({key: value for key, value in about.items() if value is not None}) + b"\r\n"
    )


def subscribe(subject: str, sid: int) -> bytes:
    return f"SUB {subject} {sid}\r\n".encode()


def unsubscribe(sid: int) -> bytes:
    return b"UNSUB %d\r\n" % sid


def publish(subject: str, payload: bytes) -> bytes:
    return f"PUB {subject} {len(payload)}\r\n".encode() + payload + b"\r\n"
