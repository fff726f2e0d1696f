"""The sync cursor: transaction numbers, because they are commit-safe and need neither clock nor counter.

Everything changed by a transaction below `since` has been seen. While an answer takes several pages, `after` is the
last chat seen, in the order in which chats were last changed, and `until` is the next `since`: the oldest transaction
that was still running when the first page was read. Whatever commits later has a number of at least `until`, and is
found then.

Unless PostgreSQL crashes: numbers whose transactions left nothing on the disk are given out once more. So a cursor
knows the `run` of the server it is from, and in the next one it goes back by more numbers than can have been lost.
"""

import msgspec

from kocmoc.core.pages import Number


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """`system` names the database cluster: numbers of another one (a restored backup) mean nothing here.
    `run` is when its server was started, in microseconds."""

    system: Number
    since: Number
    until: Number = 0
    after: tuple[Number, Number] = (0, 0)
    run: Number = 0
