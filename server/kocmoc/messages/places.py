"""Where in a chat a page of its history lies."""

from datetime import datetime

from msgspec import Struct

from kocmoc.core import clock
from kocmoc.core.errors import FieldError, Invalid
from kocmoc.messages.types import Message


class History(Struct):
    """One page of a chat, by ascending `seq`."""

    messages: list[Message]
    has_more_before: bool
    has_more_after: bool


class Place(Struct, frozen=True, kw_only=True):
    """Where a page of history lies: by a message's place, or by a time. At most one of the four."""

    before: int | None = None
    after: int | None = None
    around: int | None = None
    at: datetime | None = None

    def check(self) -> None:
        given = [name for name in self.__struct_fields__ if getattr(self, name) is not None]
        if len(given) > 1:
            message = "Expected at most one of `before`, `after`, `around` and `at`"
            raise Invalid(errors=tuple(FieldError(name, message) for name in given))
        if self.at is not None and not clock.is_known(self.at):
            raise Invalid.field("at", "Expected a time with its offset from UTC, in the years 1 to 9999")

    def span(self, limit: int, first_seq: int, last_seq: int) -> tuple[int, int]:
        """The first and last place of the page, cut to what there is; an empty page has its first behind its last."""
        if self.before is not None:
            last = min(self.before - 1, last_seq)
            return max(last - limit + 1, first_seq), last
        if self.after is not None:
            first = max(self.after + 1, first_seq)
            return first, min(first + limit - 1, last_seq)
        middle = last_seq if self.around is None else self.around
        first = max(min(middle - limit // 2, last_seq - limit + 1), first_seq)
        return first, min(first + limit - 1, last_seq)
