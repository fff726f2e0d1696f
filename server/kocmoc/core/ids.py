"""Opaque ids on the wire, 64-bit numbers inside."""

import re

from kocmoc.core.errors import NotFound

_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1


def parse(text: str, missing: type[NotFound] = NotFound) -> int:
    """The number behind an id. An id that no row can have is as missing as any other: raises `missing`."""
    number = find(text)
    if number is None:
        raise missing
    return number


def find(text: str) -> int | None:
    """The number behind an id, None for what no row can have."""
    number = int(text) if _NUMBER.fullmatch(text) else None
    return number if number is not None and number <= _LARGEST else None
