"""Lists by the page: a `limit`, and a `cursor` naming the last entry seen, so that no page counts what is before it."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec
from litestar.params import QueryParameter
from msgspec import Meta

from kocmoc.core.errors import Invalid

T = TypeVar("T")

DEFAULT = 50

Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")]
Cursor = Annotated[str | None, QueryParameter(max_length=1024, description="`next_cursor` of the page before.")]

# What a cursor may be made of. It comes back from outside, so nothing in it may be more than the database can hold.
Number = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Word = Annotated[str, Meta(pattern=r"\A[^\x00]*\Z", max_length=512)]
Moment = Annotated[datetime, Meta(tz=True)]


def cursor(place: object) -> str:
    """The place of a page's last entry, opaque to clients."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place(cursor: str | None, kind: type[T]) -> T | None:
    """The place behind a cursor, None for the first page. Raises Invalid for what was never one of ours."""
    if cursor is None:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        return _ours(msgspec.json.decode(text, type=kind))
    except (msgspec.DecodeError, binascii.Error, ValueError, RecursionError):
        raise Invalid.field("cursor", "Expected a `next_cursor` of this list") from None


def _ours(place: T) -> T:
    """We write moments in UTC; with another offset they may lie outside the years there are. Raises ValueError."""
    for part in place if isinstance(place, tuple) else ():
        if isinstance(part, datetime) and part.utcoffset():
            raise ValueError("not in UTC")
    return place
