"""The files of new messages: found with the row held, so that nobody else uses or sweeps them meanwhile."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import asyncpg
import msgspec

from kocmoc.core.db import Db
from kocmoc.messages.journal import store
from kocmoc.messages.journal.extra import Extra


class Shown(NamedTuple):
    """What a message shows: its type, its attachments, and what is wrong with them."""

    type: str = "text"
    attachments: tuple[msgspec.Raw, ...] = ()
    flaw: str = ""


_NOTHING = Shown()


async def look_up(db: Db, letters: Sequence[tuple[int, Extra | None]]) -> list[Shown]:
    """For each letter, by its sender and what it has, what it shows. Most show nothing, and then nothing is asked."""
    wanted = {n for _, extra in letters if extra for n in (*extra.file_ids, *extra.shared)}
    rows = {row["id"]: row for row in await store.hold_files(db, sorted(wanted))} if wanted else {}
    return [_shown(extra, sender_id, rows) if extra else _NOTHING for sender_id, extra in letters]


def _shown(extra: Extra, sender_id: int, rows: dict[int, asyncpg.Record]) -> Shown:
    if not extra.file_ids and not extra.shared:
        return _NOTHING
    if not all(number in rows for number in (*extra.file_ids, *extra.shared)):
        return Shown(flaw="no_such_file")
    own = [rows[number] for number in extra.file_ids]
    if any(row["owner_id"] != sender_id for row in own):
        return Shown(flaw="no_such_file")
    if any(row["is_used"] for row in own):
        return Shown(flaw="attachment_used")
    shown = [rows[number] for number in (*extra.file_ids, *extra.shared)]
    kind = shown[0]["kind"]
    flaw = "wrong_type" if extra.type not in (None, kind) else ""
    return Shown(kind, tuple(msgspec.Raw(row["attachment"].encode()) for row in shown), flaw)


async def claim(db: Db, written: Iterable[tuple[int, int, Extra]]) -> None:
    """From now on these files belong to these messages: (chat, place, what it has)."""
    claims = [(c, seq, number) for c, seq, extra in written for number in (*extra.file_ids, *extra.shared)]
    if claims:
        await store.claim_files(db, claims)
