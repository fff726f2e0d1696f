"""The rooms, made and opened from the ground up."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar
from litestar.types import ASGIApp

from kocmoc import (
    admin,
    auth,
    chats,
    export,
    mail,
    messages,
    realtime,
    reports,
    search,
    stickers,
    stories,
    uploads,
)
from kocmoc.app import api, choices, gauges, listeners
from kocmoc.app.express import Express
from kocmoc.app.farewells import FAREWELLS
from kocmoc.core import health, jobs, openapi
from kocmoc.core.address import Addresses
from kocmoc.core.db import Database
from kocmoc.core.doors import Doors
from kocmoc.core.edge import Edge
from kocmoc.core.events import Events
from kocmoc.core.foreign import ForeignPages
from kocmoc.core.limits import AddressLimits, Limits
from kocmoc.core.sharing import Sharing
from kocmoc.core.static import Static
from kocmoc.settings import Settings
from kocmoc.words import say

STATIC = Path(__file__).parents[1] / "static"

STORY_SWEEP_SECONDS = 20.0

# One for the batch, two for chats whose lock has to be waited for.
JOURNAL_CONNECTIONS = 3


class House:
    """One server: its rooms, and the doors to them (`asgi` for HTTP, `socket_protocol` for WebSocket)."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self.settings = settings
        self.events = Events()
        self.bus = choices.bus(settings)
        self.limits = Limits()
        self.sharing = Sharing(self.limits, self.bus)
        self.addresses = Addresses(settings.trusted_proxies)
        self.address_limits = AddressLimits(self.limits, choices.address_limits(settings))
        self.database = Database(database_url, size=settings.database_pool_size, events=self.events)
        self.pulse = health.Pulse(self.database)
        self.uploads = uploads.Uploads(settings, self.database, self.address_limits)
        self.presence = realtime.Presence(self.bus, self.database)
        self.post = mail.open_post(settings)
        self.accounts = auth.Accounts(
            settings, self.database, self.events, self.address_limits, self.post, self.presence, FAREWELLS
        )
        self.visitors = auth.Visitors(self.addresses, settings.public_url)
        self.journal_database = Database(database_url, size=JOURNAL_CONNECTIONS, events=self.events)
        self.journal = messages.Journal(
            messages.Writer(self.journal_database, self.events.announce),
            batch=settings.journal_batch,
            capacity=settings.journal_queue,
        )
        self.messages = messages.Messages(
            self.journal, self.database, stickers.find_usable, self.limits, choices.send_rate(settings)
        )
        self.stickers = stickers.Recents(self.database)
        self.our_pack = stickers.OurPack(self.database, self.uploads)
        self.teller = stories.Teller(self.database, settings.story_max_seconds)
        self.chat_sweeper = chats.Sweeper(self.database)
        self.previews = messages.Previews(self.database, self.journal, messages.Fetcher(), self.uploads)
        self.schedule = messages.Schedule(self.messages)
        self.dispatch = messages.Dispatch(self.database, self.journal, lambda: self.maintenance.is_open)
        self.retention = messages.Retention(self.database, self.journal, settings.retention_days)
        self.feelings = messages.Feelings(self.database, self.journal)
        self.search_sweeper = search.Sweeper(self.database)
        self.reports = reports.Reports(self.database, self.limits)
        self.engine = realtime.Server(choices.socket_options(settings))
        self.live = realtime.Live(
            self.accounts.gate, self.database, self.presence, self.engine, self.bus, settings.sockets_per_user
        )
        self.people = admin.People(self.database, self.accounts, self.presence)
        self.overview = admin.Overview(
            self.database, self.presence, None if settings.storage_url else settings.data_dir
        )
        self.metrics = admin.Metrics(settings.metrics_token, gauges.gauges(self), lambda: self.engine.neighbours)
        self.exporter = export.Export(self.database, self.uploads, self.limits)
        self.maintenance = admin.Maintenance(self.database, self.bus, self.live)
        listeners.introduce(self)
        self.socket_protocol = realtime.websocket(self.engine)
        self.reference = openapi.Reference(
            lambda: self.rest, signed_in=auth.REFUSALS, elsewhere=uploads.describe(auth.REFUSALS)
        )
        self.rest = api.rest(self)
        admit = self.maintenance.admitting(self.accounts.gate.admit)
        doors = {"/socket.io/": realtime.Polling(self.engine), "/files/": self.uploads.files(admit)}
        express = Express(self.rest, admit, self.messages, api.MAX_BODY_BYTES)
        self.asgi: ASGIApp = Edge(
            Static(Doors(doors, express), STATIC),
            self.addresses,
            self.address_limits,
            ForeignPages(choices.foreign_origins(settings)),
        )

    async def banner_lines(self) -> list[str]:
        """What whoever started the server should do first; nothing once there is an administrator."""
        token = await self.accounts.setup_token()
        if token is None:
            return []
        return [
            say("There are no accounts yet. Open the address and register: the first account is the administrator."),
            say("To do that from another machine, give this invitation when registering: {token}", token=token),
        ]

    @asynccontextmanager
    async def living(self, _: Litestar) -> AsyncIterator[None]:
        """Opened from the ground up, and closed from the top down: what was acknowledged is written before the end."""
        async with (
            self.database.living(),
            self.bus.living(),
            self.journal_database.living(),
            self.journal.living(),
            self.previews.living(),
            self.chat_sweeper.living(),
            self.post.living(),
            self.accounts.living(),
            self.uploads.living(),
            jobs.every(STORY_SWEEP_SECONDS, self.teller.sweep),
            jobs.every(reports.SWEEP_SECONDS, self.reports.sweep),
            self.live.living(),
            self.maintenance.watching(),
            jobs.every(search.SWEEP_SECONDS, self.search_sweeper.sweep),
            jobs.every(messages.RETENTION_SECONDS, self.retention.sweep),
            jobs.every(messages.FADING_SECONDS, self.feelings.sweep),
            jobs.every(messages.DISPATCH_SECONDS, self.dispatch.send_due),
        ):
            await self.our_pack.lay_out()
            yield


def build(settings: Settings, database_url: str) -> House:
    """The house for these settings, over a database that is already migrated."""
    return House(settings, database_url)
