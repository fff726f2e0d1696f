"""Time as the wire speaks it: UTC, RFC 3339, milliseconds."""

from datetime import UTC, datetime

import msgspec


def now() -> datetime:
    return datetime.now(UTC)


def is_known(moment: datetime) -> bool:
    """Whether it says which moment it means, and UTC has a name for that."""
    try:
        return moment.tzinfo is not None and bool(moment.astimezone(UTC))
    except OverflowError:
        return False


def wire(moment: datetime) -> str:
    """An aware moment as ``2026-11-23T06:11:00.123Z``."""
    if moment.tzinfo is not UTC:  # what the database gives is, and there are three in every chat of a list
        moment = moment.astimezone(UTC)
    # As msgspec writes it, with microseconds unless there are none; five times as quick as `isoformat`.
    written: str = msgspec.to_builtins(moment)
    return f"{written[:-4]}Z" if moment.microsecond else f"{written[:-1]}.000Z"
