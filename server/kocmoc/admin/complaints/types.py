"""What goes in and what comes out."""

from msgspec import Struct

from kocmoc.users import User


class Complaint(Struct, frozen=True, kw_only=True):
    """A report. `excerpt` is what was said, as it was when it was reported, and empty once that is deleted; `user` is
    who said it, or is. Of a reporter who has left for good the `reason` is empty."""

    id: str
    reporter: User
    user: User | None
    message_id: str | None
    excerpt: str
    reason: str
    created_at: str
    resolved_at: str | None
    resolved_by: User | None
    resolution: str | None


class Complaints(Struct):
    """One page of reports, the newest first."""

    reports: list[Complaint]
    next_cursor: str | None


class Verdict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a report is settled, and how."""

    resolved: bool
    resolution: str | None = None
