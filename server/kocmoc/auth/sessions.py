"""Sessions: one for each device somebody is signed in on."""

from uuid import UUID

from kocmoc.auth import store
from kocmoc.auth.errors import SessionNotFound
from kocmoc.auth.tokens import Refresh
from kocmoc.auth.types import Device, Devices, Session
from kocmoc.core import clock, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.principal import Principal

GRACE_SECONDS = 10


async def renew(db: Db, refresh: Refresh, seconds: int) -> Session | None:
    """The session this token renews, now with its next generation; None when there is none any more.

    An answer can get lost and two tabs can come at once, so for a moment the token before the newest gives the newest
    again. An older one has been copied: the session ends, for the thief as for its owner.
    """
    renewed = await store.rotate(db, refresh.session_id, refresh.generation, seconds)
    if renewed is not None:
        return renewed
    found = await store.find_rotated(db, refresh.session_id, GRACE_SECONDS)
    if found is None:
        return None
    if found.just_now and found.session.generation == refresh.generation + 1:
        return found.session
    await end(db, found.session.user_id, refresh.session_id)
    return None


async def list_mine(reader: Reader, me: Principal, limit: int, cursor: str | None) -> Devices:
    after = pages.place(cursor, tuple[pages.Moment, UUID])
    rows = await store.list_sessions(reader, me.id, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    return Devices(
        [
            Device(
                id=str(row["id"]),
                name=row["name"],
                created_at=clock.wire(row["created_at"]),
                last_seen_at=clock.wire(row["last_seen_at"]),
                current=str(row["id"]) == me.session_id,
            )
            for row in rows[:limit]
        ],
        next_cursor=pages.cursor((last["created_at"], last["id"])) if last else None,
    )


async def end(db: Db, user_id: int, session_id: UUID) -> bool:
    """Whether there was such a session of this user to end."""
    ended = await store.end(db, user_id, session_id)
    for over in ended:
        db.announce("session.ended", over)
    return bool(ended)


async def end_mine(db: Db, me: Principal, session_id: UUID) -> None:
    if not await end(db, me.id, session_id):
        raise SessionNotFound


async def end_others(db: Db, me: Principal) -> None:
    """All my sessions but the one I ask from."""
    for over in await store.end_others(db, me.id, UUID(me.session_id)):
        db.announce("session.ended", over)


async def end_all(db: Db, user_id: int) -> None:
    """All sessions of this user."""
    for over in await store.end_all(db, user_id):
        db.announce("session.ended", over)
