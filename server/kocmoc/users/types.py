"""What goes in and what comes out."""

from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, Protocol, runtime_checkable

import asyncpg
from msgspec import UNSET, Meta, Struct, UnsetType

from kocmoc.core import clock
from kocmoc.core.db import Db

Theme = Literal["system", "light", "dark"]
Language = Literal["ru", "en"]
LastSeen = Literal["everyone", "chats", "nobody"]
TextSize = Annotated[float, Meta(ge=87.5, le=137.5)]


class Presence(Protocol):
    """Who is here now. Only open connections know, so whoever keeps those tells."""

    def is_online(self, user_id: int) -> bool: ...


class NobodyOnline:
    """The presence of a server that keeps no connections."""

    def is_online(self, user_id: int) -> bool:  # noqa: ARG002
        return False


class Square(NamedTuple):
    """An avatar as it is drawn and kept, but nobody's yet, and the upload it is drawn of."""

    id: int
    photo_id: int


@runtime_checkable  # Litestar checks what it injects
class Avatars(Protocol):
    """Makes avatars of uploads. Only the room of files can, so whoever keeps those does.

    Drawing takes a while, so it comes before the transaction that claims what was drawn.
    """

    async def draw(self, owner_id: int, file_id: str) -> Square: ...
    async def claim(self, db: Db, owner_id: int, square: Square) -> str: ...


class Viewer(Struct, frozen=True):
    """Through whose eyes people are seen: what `last_seen` hides depends on who looks."""

    id: int
    presence: Presence


class User(Struct, kw_only=True, frozen=True):
    """A person as others see them."""

    id: str
    username: str
    display_name: str
    bio: str
    avatar_url: str | None
    accent: Annotated[int, Meta(ge=0, le=7)]
    is_bot: bool
    online: bool
    last_seen_at: str | None


class Me(User, kw_only=True, frozen=True):
    """A person as they see themselves."""

    email: str
    email_verified: bool
    is_admin: bool
    totp_enabled: bool
    created_at: str


class Users(Struct):
    """One page of people."""

    users: list[User]
    next_cursor: str | None


class Newcomer(Struct, kw_only=True, frozen=True):
    """Somebody about to get an account. Without a `display_name` the username is shown."""

    username: str
    email: str
    display_name: str | None = None


class ProfileChange(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is absent stays; a `display_name` of null is the username again, a `bio` or `avatar_id` of null is none."""

    username: str | UnsetType = UNSET
    display_name: str | UnsetType | None = UNSET
    bio: str | UnsetType | None = UNSET
    avatar_id: str | UnsetType | None = UNSET


class Settings(Struct, kw_only=True, frozen=True):
    """How one person wants things. A `language` of null is the browser's, `text_size` is in percent."""

    theme: Theme = "system"
    neon: bool = False
    language: Language | None = None
    text_size: TextSize = 100
    last_seen: LastSeen = "everyone"
    link_previews: bool = True
    notifications: bool = True


class SettingsChange(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is absent stays; null is the default again."""

    theme: Theme | UnsetType | None = UNSET
    neon: bool | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    text_size: TextSize | UnsetType | None = UNSET
    last_seen: LastSeen | UnsetType | None = UNSET
    link_previews: bool | UnsetType | None = UNSET
    notifications: bool | UnsetType | None = UNSET


class UserUpdated(NamedTuple):
    """`user.updated`: somebody's profile has changed. `user` is as events show it, with nobody's own view."""

    user_id: int
    user: User


class SettingsChanged(NamedTuple):
    """`settings.changed`: presence must follow a new `last_seen`."""

    user_id: int
    settings: Settings


class BlockChanged(NamedTuple):
    """`block.changed`: what this person sees of me has changed; presence must follow."""

    user_id: int
    blocked_id: int


@lru_cache(16_384)
def accent(number: int) -> int:
    """Which of eight colours a generated avatar has: FNV-1a of the id as text. The only place; clients are told it."""
    mark = 0x811C9DC5
    for byte in str(number).encode():
        mark = (mark ^ byte) * 0x01000193 % 2**32
    return mark % 8


def avatar_url(name: str | None) -> str | None:
    """Where the picture of this name is; names are random and never used twice."""
    return f"/files/avatars/{name}" if name else None


def see(row: asyncpg.Record, viewer: Viewer) -> User:
    """Somebody as this viewer may see them. A row has `is_shown`: whether they may know of comings and goings."""
    return User(**_shown(row, viewer))


def see_myself(row: asyncpg.Record, viewer: Viewer) -> Me:
    return Me(
        **_shown(row, viewer),
        email=row["email"],
        email_verified=row["email_verified_at"] is not None,
        is_admin=row["is_admin"],
        totp_enabled=row["totp_enabled"],
        created_at=clock.wire(row["created_at"]),
    )


def bare(user: User) -> User:
    """Somebody as events show them to everyone at once: with nobody's own view, and without presence."""
    shared = {name: getattr(user, name) for name in User.__struct_fields__}
    return User(**shared | {"online": False, "last_seen_at": None})


def _shown(row: asyncpg.Record, viewer: Viewer) -> dict[str, Any]:
    last_seen_at = row["last_seen_at"] if row["is_shown"] else None
    return {
        "id": str(row["id"]),
        "username": row["username"],
        "display_name": row["display_name"],
        "bio": row["bio"],
        "avatar_url": avatar_url(row["avatar"]),
        "accent": accent(row["id"]),
        "is_bot": row["is_bot"],
        "online": row["is_shown"] and viewer.presence.is_online(row["id"]),
        "last_seen_at": clock.wire(last_seen_at) if last_seen_at else None,
    }
