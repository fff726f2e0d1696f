"""Binary attachments of Socket.IO: bytes leave the JSON for frames of their own and a placeholder stays behind."""

from __future__ import annotations

import base64
import binascii

_NOTHING: tuple[bytes, ...] = ()


def as_text(data: bytes) -> bytes:
    """Bytes as a long-polling payload carries them."""
    return b"b" + base64.b64encode(data)


def from_text(text: str) -> bytes:
    """Raises ValueError."""
    try:
        return base64.b64decode(text[1:], validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None


def take(data: object) -> tuple[object, list[bytes]]:
    """The data with every bytes object replaced by its placeholder, and those bytes in order."""
    buffers: list[bytes] = []
    return _take(data, buffers), buffers


def fill(data: object, buffers: tuple[bytes, ...]) -> object:
    """The data with every placeholder replaced by its bytes. Raises ValueError."""
    if isinstance(data, list):
        return [fill(item, buffers) for item in data]
    if not isinstance(data, dict):
        return data
    if data.get("_placeholder") is True:
        return _find(data.get("num"), buffers)
    return {key: fill(value, buffers) for key, value in data.items()}


def _find(number: object, buffers: tuple[bytes, ...]) -> bytes:
    if type(number) is not int or not 0 <= number < len(buffers):
        raise ValueError("no such attachment")
    return buffers[number]


def _take(data: object, buffers: list[bytes]) -> object:
    if isinstance(data, bytes):
        buffers.append(data)
        return {"_placeholder": True, "num": len(buffers) - 1}
    if isinstance(data, dict):
        return {key: _take(value, buffers) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_take(item, buffers) for item in data]
    return data
