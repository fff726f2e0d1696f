"""The sync cursor: transaction numbers, because they are commit-safe and need neither clock nor counter.

Everything changed by a transaction below `since` has been seen. While an answer takes several pages, `after` is the
last chat seen, in the order in which chats were last changed, and `until` is the next `since`: the oldest transaction
that was still running when the first page was read. Whatever commits later has a number of at least `until`, and is
found then.
"""

import msgspec

from kocmoc.core.pages import Number


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """`system` names the database cluster: numbers of another one (a restored backup) mean nothing here."""

    system: Number
    since: Number
    until: Number = 0
    after: tuple[Number, Number] = (0, 0)
