"""What goes in and what comes out."""

from datetime import datetime

from msgspec import Struct

from kocmoc.core import clock
from kocmoc.messages import message_id


class NewReport(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """About a message or about a person: exactly one of the two."""

    message_id: str | None = None
    user_id: str | None = None
    reason: str


class Report(Struct, kw_only=True, frozen=True):
    """What has been noted. `user_id` is whom it is about: of a message, its author."""

    id: str
    user_id: str
    message_id: str | None
    reason: str
    created_at: str


def from_row(number: int, user_id: int, chat_id: int | None, seq: int | None, reason: str, at: datetime) -> Report:
    return Report(
        id=str(number),
        user_id=str(user_id),
        message_id=message_id(chat_id, seq) if chat_id is not None and seq is not None else None,
        reason=reason,
        created_at=clock.wire(at),
    )
