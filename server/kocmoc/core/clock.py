"""Time as the wire speaks it: UTC, RFC 3339, milliseconds."""

from datetime import UTC, datetime


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
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"
