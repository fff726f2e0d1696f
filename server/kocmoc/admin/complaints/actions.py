"""Looking at reports, and settling them. Without a viewer the command line does it."""

from collections.abc import Sequence

import asyncpg

from kocmoc import audit, users
from kocmoc.admin.complaints import store
from kocmoc.admin.complaints.types import Complaint, Complaints, Verdict
from kocmoc.admin.errors import ReportNotFound
from kocmoc.core import clock, ids, pages, text
from kocmoc.core.db import Db, Reader
from kocmoc.messages import message_id
from kocmoc.users import NobodyOnline, User, Viewer

LONGEST_RESOLUTION = 1024
_NOBODY = Viewer(0, NobodyOnline())


async def list_page(
    reader: Reader, viewer: Viewer | None, resolved: bool | None, limit: int, cursor: str | None
) -> Complaints:
    await _require_admin(reader, viewer)
    rows = await store.list_page(reader, pages.place(cursor, pages.Number), resolved, limit + 1)
    page = rows[:limit]
    return Complaints(
        await _see(reader, viewer, page), next_cursor=pages.cursor(page[-1]["id"]) if len(rows) > limit else None
    )


async def settle(db: Db, viewer: Viewer | None, report_id: str, verdict: Verdict) -> Complaint:
    await _require_admin(db, viewer)
    actor_id = viewer.id if viewer else None
    said = text.clean(verdict.resolution or "", "resolution", LONGEST_RESOLUTION) or None
    number = ids.parse(report_id, ReportNotFound)
    row = await store.settle(db, number, actor_id, resolved=verdict.resolved, resolution=said)
    if row is None:
        raise ReportNotFound
    deed = "report.resolved" if verdict.resolved else "report.reopened"
    await audit.write(db, actor_id, deed, user_id=row["user_id"], report_id=str(number), resolution=said)
    [complaint] = await _see(db, viewer, [row])
    return complaint


async def _require_admin(reader: Reader, viewer: Viewer | None) -> None:
    if viewer is not None:
        await users.require_admin(reader, viewer.id)


async def _see(reader: Reader, viewer: Viewer | None, rows: Sequence[asyncpg.Record]) -> list[Complaint]:
    named = {row[name] for row in rows for name in ("reporter_id", "user_id", "resolved_by")} - {None}
    people = await users.find_many(reader, viewer or _NOBODY, sorted(named))
    return [_from_row(row, people) for row in rows]


def _from_row(row: asyncpg.Record, people: dict[int, User]) -> Complaint:
    return Complaint(
        id=str(row["id"]),
        reporter=people[row["reporter_id"]],
        user=people.get(row["user_id"]),
        message_id=message_id(row["chat_id"], row["seq"]) if row["chat_id"] else None,
        excerpt=row["excerpt"],
        reason=row["reason"],
        created_at=clock.wire(row["created_at"]),
        resolved_at=clock.wire(row["resolved_at"]) if row["resolved_at"] else None,
        resolved_by=people.get(row["resolved_by"]),
        resolution=row["resolution"],
    )
