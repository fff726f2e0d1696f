"""Counting everything. That is work, so it is not done for each who looks, only once a minute."""

import asyncio
import shutil
from pathlib import Path
from time import monotonic

from kocmoc import __version__, users
from kocmoc.admin.overview import store
from kocmoc.admin.overview.types import Day, PeopleCount, Stats, StorageUse
from kocmoc.core import health
from kocmoc.core.db import Database
from kocmoc.core.principal import Principal
from kocmoc.realtime import Presence

DAYS = 28
KEEP_SECONDS = 60.0


class Overview:
    """`folder` is where files lie, None when that is no disk of ours."""

    def __init__(self, database: Database, presence: Presence, folder: Path | None) -> None:
        self._database = database
        self._presence = presence
        self._folder = folder
        self._days: tuple[float, list[Day]] = (-KEEP_SECONDS, [])

    async def look(self, me: Principal) -> Stats:
        await users.require_admin(self._database, me.id)
        return await self.count()

    async def count(self) -> Stats:
        row = await store.count(self._database)
        disk = await asyncio.to_thread(shutil.disk_usage, self._folder) if self._folder else None
        return Stats(
            version=__version__,
            uptime_seconds=health.uptime_seconds(),
            users=PeopleCount(
                row["users"], row["new_in_week"], row["admins"], row["disabled"], self._presence.count_online()
            ),
            chats=row["chats"],
            messages=row["messages"],
            days=await self._count_days(),
            storage=StorageUse(
                row["files"],
                row["bytes"],
                row["database_bytes"],
                disk.total if disk else None,
                disk.free if disk else None,
            ),
            open_reports=row["open_reports"],
        )

    async def _count_days(self) -> list[Day]:
        counted_at, days = self._days
        if monotonic() - counted_at >= KEEP_SECONDS:
            days = [Day(day.isoformat(), said) for day, said in await store.count_days(self._database, DAYS)]
            self._days = monotonic(), days
        return days
