"""Opaque ids on the wire, 64-bit numbers inside."""

import re

from kocmoc.core.errors import NotFound

_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1


def parse(text: str, missing: type[NotFound] = NotFound) -> int:
    """The number behind an id. An id that no row can have is as missing as any other: raises `missing`."""
    if not _NUMBER.fullmatch(text) or (number := int(text)) > _LARGEST:
        raise missing
    return number
