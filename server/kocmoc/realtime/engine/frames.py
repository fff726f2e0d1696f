"""RFC 6455 frames: bytes in, messages out. Nothing here knows a socket, a session or a clock."""

from __future__ import annotations

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

NORMAL, GOING_AWAY, PROTOCOL_ERROR, INVALID_TEXT, TOO_BIG = 1000, 1001, 1002, 1007, 1009

_KNOWN = frozenset({CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})
_FIN, _RESERVED, _MASKED, _CONTROL = 0x80, 0x70, 0x80, 0x8

Message = tuple[int, bytes]


class FrameError(Exception):
    """The peer broke the framing; `code` is what the closing handshake says about it."""

    def __init__(self, code: int, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """One unfragmented, unmasked frame, as servers send them."""
    size = len(payload)
    if size < 126:
        return bytes((_FIN | opcode, size)) + payload
    if size < 65536:
        return bytes((_FIN | opcode, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_FIN | opcode, 127)) + size.to_bytes(8, "big") + payload


def close_frame(code: int) -> bytes:
    return frame(code.to_bytes(2, "big"), CLOSE)


def close_code(payload: bytes) -> int:
    """The code to answer a peer's close with: its own where it is legal."""
    if not payload:
        return NORMAL
    code = int.from_bytes(payload[:2], "big")
    legal = (1000 <= code <= 1014 and code not in (1004, 1005, 1006)) or 3000 <= code <= 4999
    return code if len(payload) >= 2 and legal and _is_text(payload[2:]) else PROTOCOL_ERROR


def text(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        raise FrameError(INVALID_TEXT, "not UTF-8") from None


def unmask(payload: bytes, key: bytes) -> bytes:
    # One XOR of two big integers: a hundred times faster than a loop over bytes, and needs no C of our own.
    size = len(payload)
    pad = (key * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(pad, "little")).to_bytes(size, "little")


class Reader:
    """Cuts a client's byte stream into messages.

    `feed` it what arrives, then call `next` until it has no more: a caller that is full may simply stop asking.
    """

    __slots__ = ("_at", "_data", "_limit", "_opcode", "_parts", "_size")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._data = b""
        self._at = 0
        self._opcode = CONTINUATION
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        self._data = self._data[self._at :] + data if self._at < len(self._data) else data
        self._at = 0

    def next(self) -> Message | None:
        """The next frame's worth: (opcode, payload), or None while it is incomplete.

        A fragment that does not finish its message is (CONTINUATION, b""): nothing to act on, but a packet to count.
        """
        header = self._header()
        if header is None:
            return None
        first, start, size = header
        end = start + 4 + size
        if len(self._data) < end:
            return None
        payload = unmask(self._data[start + 4 : end], self._data[start : start + 4])
        if end == len(self._data):
            self._data, end = b"", 0
        self._at = end
        opcode = first & 0x0F
        if opcode & _CONTROL:
            return opcode, payload
        return self._assemble(opcode, payload, final=bool(first & _FIN))

    def _header(self) -> tuple[int, int, int] | None:
        """(first byte, where the mask begins, payload size), refused before a byte of the payload is kept."""
        data, at = self._data, self._at
        if len(data) - at < 2:
            return None
        first, second = data[at], data[at + 1]
        _check(first, second)
        size = second & 0x7F
        start = at + 2
        if size > 125:
            width = 2 if size == 126 else 8
            if len(data) < start + width:
                return None
            size = int.from_bytes(data[start : start + width], "big")
            start += width
        if size > self._limit:
            raise FrameError(TOO_BIG, "frame too big")
        return first, start, size

    def _assemble(self, opcode: int, payload: bytes, *, final: bool) -> Message:
        if (opcode == CONTINUATION) != (self._opcode != CONTINUATION):
            raise FrameError(PROTOCOL_ERROR, "fragments out of order")
        if final and opcode:
            return opcode, payload
        self._size += len(payload)
        if self._size > self._limit:
            raise FrameError(TOO_BIG, "message too big")
        self._opcode = opcode or self._opcode
        if payload:  # Empty fragments are legal and free to send; keeping them would not be free.
            self._parts.append(payload)
        if not final:
            return CONTINUATION, b""
        whole = self._opcode, b"".join(self._parts)
        self._opcode, self._parts, self._size = CONTINUATION, [], 0
        return whole


def _check(first: int, second: int) -> None:
    opcode = first & 0x0F
    if first & _RESERVED:
        raise FrameError(PROTOCOL_ERROR, "reserved bits")
    if opcode not in _KNOWN:
        raise FrameError(PROTOCOL_ERROR, "unknown opcode")
    if not second & _MASKED:
        raise FrameError(PROTOCOL_ERROR, "unmasked frame")
    if opcode & _CONTROL and (not first & _FIN or second & 0x7F > 125):
        raise FrameError(PROTOCOL_ERROR, "control frame too long or fragmented")


def _is_text(payload: bytes) -> bool:
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
