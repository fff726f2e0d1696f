"""What administrators do, done from the command line: nobody is signed in, and whoever has the machine may.

Running servers read the same database again every few seconds, and so hear of it.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from msgspec.structs import replace

from kocmoc import admin, auth, mail, realtime, users
from kocmoc.app import FAREWELLS
from kocmoc.core import migrate
from kocmoc.core.bus import LocalBus
from kocmoc.core.db import Database
from kocmoc.core.errors import Problem
from kocmoc.core.events import Events
from kocmoc.core.halt import Halt
from kocmoc.core.limits import AddressLimits, Limits
from kocmoc.serve import embedded
from kocmoc.settings import Settings
from kocmoc.upgrade import database
from kocmoc.words import say, tell

CONNECTIONS = 2


class Office:
    """The rooms as the command line enters them. Nobody listens here."""

    def __init__(self, settings: Settings, url: str) -> None:
        events = Events()
        # Nothing is signed here, so any key will do.
        known = replace(settings, secret_key=secrets.token_urlsafe(32))
        limits = AddressLimits(Limits(), {})
        self.database = Database(url, size=CONNECTIONS, events=events)
        self.accounts = auth.Accounts(
            known, self.database, events, limits, mail.open_post(known), users.NobodyOnline(), FAREWELLS
        )
        self.people = admin.People(self.database, self.accounts, users.NobodyOnline())
        on_disk = settings.data_dir if not settings.storage_url and settings.data_dir.exists() else None
        self.overview = admin.Overview(self.database, realtime.Presence(LocalBus(), self.database), on_disk)

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with self.database.living(), self.accounts.living():
            yield


Errand = Callable[[Office], Awaitable[None]]


def run(settings: Settings, errand: Errand) -> None:
    """Do this with the database of these settings, whether a server runs or not. Raises Halt."""
    if settings.database_url is None and not embedded(settings).exists:
        raise Halt(say("There is no database in {folder} yet.", folder=settings.data_dir))
    with database(settings) as url:
        asyncio.run(_run(Office(settings, url), url, errand))


async def _run(office: Office, url: str, errand: Errand) -> None:
    await migrate.reach(url, lambda why: tell(say("The database does not answer yet") + f": {why}"))
    if await migrate.pending(url):
        raise Halt(say("The database is older than this program; run kocmoc migrate first."))
    async with office.living():
        try:
            await errand(office)
        except Problem as refused:
            raise Halt(say(refused.detail)) from None
