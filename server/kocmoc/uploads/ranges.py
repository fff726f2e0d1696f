"""Which bytes are asked for."""

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)


class Span(NamedTuple):
    """From `start` up to but not with `end`."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """Begins behind the end."""


def parse(asked: str, size: int) -> Span | None:
    """The one part asked for; None for the whole. Raises Unsatisfiable.

    Several parts in one answer are what nobody's player asks for and what amplifies an attack, so they get the whole,
    as does what is not understood: both are what RFC 9110 allows.
    """
    match = _ONE.fullmatch(asked)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        last = int(match[2])
        if last == 0 or size == 0:
            raise Unsatisfiable
        return Span(max(size - last, 0), size)
    start, end = int(match[1]), int(match[2]) + 1 if match[2] else size
    if match[2] and end <= start:
        return None
    if start >= size:
        raise Unsatisfiable
    return Span(start, min(end, size))
