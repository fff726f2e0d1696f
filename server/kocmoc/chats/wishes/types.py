"""What goes in, and what is kept."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from kocmoc.chats.types import ChatUpdate, moment
from kocmoc.core import clock, text
from kocmoc.core.errors import Invalid

DRAFT_LIMIT = 4096


class Wishes(Struct, frozen=True):
    """How a member has arranged a chat for themselves."""

    pinned: bool
    muted_until: datetime | None
    draft: str | None
    marked_unread: bool


class WishesChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is absent stays; null clears. Muted until the year 9999 is for ever."""

    pinned: bool | UnsetType | None = UNSET
    muted_until: Annotated[datetime, Meta(tz=True)] | UnsetType | None = UNSET
    draft: str | UnsetType | None = UNSET
    marked_unread: bool | UnsetType | None = UNSET

    def apply(self, before: Wishes) -> Wishes:
        """Raises Invalid for what cannot be kept."""
        return Wishes(
            pinned=before.pinned if self.pinned is UNSET else bool(self.pinned),
            muted_until=before.muted_until if self.muted_until is UNSET else _known(self.muted_until),
            draft=before.draft if self.draft is UNSET else _draft(self.draft),
            marked_unread=before.marked_unread if self.marked_unread is UNSET else bool(self.marked_unread),
        )


def difference(chat_id: int, before: Wishes, after: Wishes) -> ChatUpdate:
    """What is another one after than it was before."""
    return ChatUpdate(
        chat_id=str(chat_id),
        pinned=after.pinned if after.pinned != before.pinned else UNSET,
        muted_until=moment(after.muted_until) if after.muted_until != before.muted_until else UNSET,
        draft=after.draft if after.draft != before.draft else UNSET,
        marked_unread=after.marked_unread if after.marked_unread != before.marked_unread else UNSET,
    )


def _known(at: datetime | None) -> datetime | None:
    if at is not None and not clock.is_known(at):
        raise Invalid.field("muted_until", "Expected a time in the years 1 to 9999 of UTC")
    return at


def _draft(given: str | None) -> str | None:
    return text.clean(given or "", "draft", DRAFT_LIMIT) or None
