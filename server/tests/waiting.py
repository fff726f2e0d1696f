"""What has to be waited for by looking."""

import asyncio

from kocmoc.core.db import Database

_WAITING = """
    select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())
"""


async def queue(database: Database) -> None:
    """Until somebody waits for what somebody else holds."""
    async with asyncio.timeout(15):
        while True:
            if await database.fetchval(_WAITING):
                return
            await asyncio.sleep(0.01)
