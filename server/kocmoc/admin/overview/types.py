"""What comes out."""

from msgspec import Struct


class Day(Struct, frozen=True):
    """How much was said on one day, in UTC."""

    date: str
    messages: int


class PeopleCount(Struct, frozen=True):
    total: int
    new_in_week: int
    admins: int
    disabled: int
    online: int


class StorageUse(Struct, frozen=True):
    """Room taken by files and by the database; what the disk has, where files lie on one."""

    files: int
    bytes: int
    database_bytes: int
    disk_bytes: int | None
    disk_free_bytes: int | None


class Stats(Struct, frozen=True, kw_only=True):
    """The server at a glance. `messages` is how many places the chats have had: those that are deleted since, and what
    the server itself notes in them, are counted too, as telling them apart would mean reading them all."""

    version: str
    uptime_seconds: int
    users: PeopleCount
    chats: int
    messages: int
    days: list[Day]
    storage: StorageUse
    open_reports: int
