"""What is done with people."""

import msgspec
from msgspec import UNSET

from kocmoc.core import pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Forbidden
from kocmoc.users import meaning, rules, store
from kocmoc.users.errors import LastAdmin, UserNotFound
from kocmoc.users.types import (
    Avatars,
    Me,
    Newcomer,
    NobodyOnline,
    ProfileChange,
    Settings,
    SettingsChange,
    SettingsChanged,
    User,
    Users,
    UserUpdated,
    Viewer,
    bare,
    see,
    see_myself,
)

DELETED = "Deleted account"


async def create(db: Db, newcomer: Newcomer, *, is_admin: bool = False) -> int:
    """A new account, by its id. Raises Invalid, UsernameTaken, EmailTaken."""
    return await store.insert(db, rules.check(newcomer), is_admin)


async def get(reader: Reader, viewer: Viewer, user_id: int) -> User:
    found = await find_many(reader, viewer, [user_id])
    if user_id not in found:
        raise UserNotFound
    return found[user_id]


async def find_many(reader: Reader, viewer: Viewer, user_ids: list[int]) -> dict[int, User]:
    """Those of these people that exist, by their ids."""
    if not user_ids:
        return {}
    rows = await store.find_many(reader, viewer.id, user_ids)
    return {row["id"]: see(row, viewer) for row in rows}


async def search(reader: Reader, viewer: Viewer, query: str, limit: int, cursor: str | None) -> Users:
    """People whose username, or a word of whose name, begins so; if nobody's does, those who may have been meant."""
    wanted = rules.query(query)
    after = pages.place(cursor, tuple[pages.Word, pages.Number]) or ("", 0)
    rows = await store.search(reader, viewer.id, wanted, after, limit + 1)
    if not rows and cursor is None:
        meant = await meaning.find(reader, wanted)
        return Users([see(row, viewer) for row in await store.search_any(reader, viewer.id, meant, limit)], None)
    last = rows[limit - 1] if len(rows) > limit else None
    return Users(
        [see(row, viewer) for row in rows[:limit]],
        next_cursor=pages.cursor((last["key"], last["id"])) if last else None,
    )


async def get_me(reader: Reader, viewer: Viewer) -> Me:
    row = await store.find_me(reader, viewer.id)
    if row is None:
        raise UserNotFound
    return see_myself(row, viewer)


async def change_me(db: Db, viewer: Viewer, change: ProfileChange, avatars: Avatars) -> Me:
    """My profile after the change. Without one nothing is written and nobody hears of it."""
    _apply(change, "", "", "")
    square = await avatars.draw(viewer.id, change.avatar_id) if isinstance(change.avatar_id, str) else None
    row = await store.lock(db, viewer.id)
    if row is None:
        raise UserNotFound
    before = (row["username"], row["display_name"], row["bio"])
    after = _apply(change, *before)
    if after == before and change.avatar_id is UNSET:
        return see_myself(row, viewer)
    await store.update(db, viewer.id, *after)
    if change.avatar_id is not UNSET:
        avatar = await avatars.claim(db, viewer.id, square) if square else None
        await store.set_avatar(db, viewer.id, avatar)
    me = await get_me(db, viewer)
    db.announce("user.updated", UserUpdated(viewer.id, bare(me)))
    return me


def _apply(change: ProfileChange, username: str, display_name: str, bio: str) -> tuple[str, str, str]:
    if change.username is not UNSET:
        username = rules.username(change.username)
    if change.display_name is None:
        display_name = username
    elif change.display_name is not UNSET:
        display_name = rules.display_name(change.display_name)
    if change.bio is not UNSET:
        bio = rules.bio(change.bio or "")
    return username, display_name, bio


async def get_settings(reader: Reader, user_id: int) -> Settings:
    settings = await store.find_settings(reader, user_id)
    if settings is None:
        raise UserNotFound
    return settings


async def change_settings(db: Db, user_id: int, change: SettingsChange) -> Settings:
    """Merged in the database, so that two devices changing different things do not undo each other."""
    asked: dict[str, object] = msgspec.to_builtins(change)
    chosen = {name: value for name, value in asked.items() if value is not None}
    settings = await store.change_settings(
        db, user_id, msgspec.json.encode(chosen).decode(), [name for name in asked if name not in chosen]
    )
    if settings is None:
        raise UserNotFound
    db.announce("settings.changed", SettingsChanged(user_id, settings))
    return settings


async def hold(db: Db, user_id: int) -> bool:
    """Whether this is an account in use; until the transaction ends it stays one."""
    return await store.hold(db, user_id)


async def keep(db: Db, *user_ids: int) -> bool:
    """Whether all of these, each named once, are accounts in use; until the transaction ends they stay so.

    Whoever is brought into a chat is kept before the chat is held, as somebody who is being deleted is before theirs
    are: nobody waits in a circle, and nobody is in a chat who is no more.
    """
    return await store.keep(db, list(user_ids))


async def verify_email(db: Db, user_id: int) -> bool:
    """Whether this is the first proof that the address is theirs."""
    return await store.verify_email(db, user_id)


async def set_email(db: Db, user_id: int, email: str) -> None:
    """Another address, already proved to be theirs. Raises Invalid, EmailTaken."""
    await store.set_email(db, user_id, rules.email(email))


async def erase(db: Db, user_id: int) -> None:
    """Nobody is this user any more: nothing but what they wrote is left, and their names are free again."""
    if await store.erase(db, user_id, DELETED):
        nobody = await get(db, Viewer(user_id, NobodyOnline()), user_id)
        db.announce("user.updated", UserUpdated(user_id, bare(nobody)))


async def hold_admins(db: Db, user_id: int) -> set[int]:
    """The administrators there are; until the transaction ends they stay, and so does this person."""
    return await store.hold_admins(db, user_id)


async def require_other_admin(db: Db, user_id: int) -> None:
    """Raises LastAdmin when the server would be nobody's without this person."""
    if await store.is_admin(db, user_id) and await store.hold_admins(db, user_id) == {user_id}:
        raise LastAdmin


async def require_account(reader: Reader, user_id: int) -> None:
    """Raises UserNotFound when there is no such account, or none any more. A disabled one is there."""
    if not await store.exists(reader, user_id):
        raise UserNotFound


async def require_admin(reader: Reader, user_id: int) -> None:
    """Raises Forbidden unless this is an administrator, right now."""
    if not await store.is_admin(reader, user_id):
        raise Forbidden
