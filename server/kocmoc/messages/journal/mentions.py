"""Who is named in which message."""

from collections.abc import Iterable

from kocmoc.core.db import Db
from kocmoc.messages.journal import store

Named = tuple[int, int, int, tuple[int, ...]]


async def mention(db: Db, messages: Iterable[Named]) -> None:
    """(chat, place, author, who is named) of new or edited messages. Only members are, and nobody by themselves."""
    rows = [(c, seq, user) for c, seq, author, users in messages for user in users if user != author]
    if rows:
        await store.mention(db, rows)
