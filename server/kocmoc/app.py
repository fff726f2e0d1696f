"""Who lives here and who listens to whom: the only file that knows every room."""

import hmac
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, Router
from litestar.di import NamedDependency, Provide
from litestar.types import ASGIApp

from kocmoc import (
    admin,
    audit,
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
    sync,
    uploads,
    users,
)
from kocmoc.core import health, http, jobs, openapi, values
from kocmoc.core.address import Addresses
from kocmoc.core.bus import Bus, LocalBus
from kocmoc.core.db import Database, Db
from kocmoc.core.doors import Doors
from kocmoc.core.edge import Edge
from kocmoc.core.events import Events
from kocmoc.core.foreign import ForeignPages
from kocmoc.core.limits import AddressLimits, Deed, Limits, Rate
from kocmoc.core.nats import NatsBus
from kocmoc.core.principal import Principal
from kocmoc.core.sharing import Sharing
from kocmoc.core.static import Static
from kocmoc.settings import Settings
from kocmoc.words import say

STATIC = Path(__file__).parent / "static"
MAX_BODY_BYTES = 256 * 1024

# What becomes of somebody's things when their account ends, room by room, in this order.
FAREWELLS: tuple[auth.Farewell, ...] = (
    messages.say_farewell,
    stickers.say_farewell,
    stories.say_farewell,
    chats.farewell,
    reports.say_farewell,
    uploads.say_farewell,
)

STORY_SWEEP_SECONDS = 20.0

# One for the batch, two for chats whose lock has to be waited for.
JOURNAL_CONNECTIONS = 3


class House:
    """One server: its rooms, and the doors to them (`asgi` for HTTP, `socket_protocol` for WebSocket)."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self.settings = settings
        self.events = Events()
        self.bus = _bus(settings)
        self.limits = Limits()
        self.sharing = Sharing(self.limits, self.bus)
        self.addresses = Addresses(settings.trusted_proxies)
        self.address_limits = AddressLimits(self.limits, _address_limits(settings))
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
            self.journal, self.database, stickers.find_usable, self.limits, _send_rate(settings)
        )
        self.stickers = stickers.Recents(self.database)
        self.our_pack = stickers.OurPack(self.database, self.uploads)
        self.teller = stories.Teller(self.database, settings.story_max_seconds)
        self.chat_sweeper = chats.Sweeper(self.database)
        self.previews = messages.Previews(self.database, self.journal, messages.Fetcher(), self.uploads)
        self.schedule = messages.Schedule(self.messages)
        self.dispatch = messages.Dispatch(self.database, self.journal, lambda: self.maintenance.is_open)
        self.retention = messages.Retention(self.database, self.journal, settings.retention_days)
        self.search_sweeper = search.Sweeper(self.database)
        self.reports = reports.Reports(self.database, self.limits)
        self.engine = realtime.Server(_socket_options(settings))
        self.live = realtime.Live(
            self.accounts.gate, self.database, self.presence, self.engine, self.bus, settings.sockets_per_user
        )
        self.people = admin.People(self.database, self.accounts, self.presence)
        self.overview = admin.Overview(
            self.database, self.presence, None if settings.storage_url else settings.data_dir
        )
        self.metrics = admin.Metrics(settings.metrics_token, self._gauges(), lambda: self.engine.neighbours)
        self.exporter = export.Export(self.database, self.uploads, self.limits)
        self.maintenance = admin.Maintenance(self.database, self.bus, self.live)
        self._introduce()
        self.socket_protocol = realtime.websocket(self.engine)
        self.reference = openapi.Reference(lambda: self.rest, signed_in=auth.REFUSALS, elsewhere={})
        self.rest = self._rest()
        admit_to_files = self.maintenance.admitting(self.accounts.gate.admit)
        doors = {"/socket.io/": realtime.Polling(self.engine), "/files/": self.uploads.files(admit_to_files)}
        self.asgi: ASGIApp = Edge(
            Static(Doors(doors, self.rest), STATIC),
            self.addresses,
            self.address_limits,
            ForeignPages(_foreign_origins(settings)),
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

    def _introduce(self) -> None:
        """Who hears of what, and who answers to what."""
        news, live = self.live.news, self.live
        self.events.on("message.created", news.messages.created)
        if self.settings.link_previews:
            for name in ("message.created", "message.forwarded", "message.edited"):
                self.events.on(name, self.previews.look_up)
        self.events.on("chat.stale", news.messages.missed)
        self.events.on("message.forwarded", news.messages.forwarded)
        self.events.on("message.edited", news.messages.edited)
        self.events.on("message.previewed", news.messages.edited)
        self.events.on("message.deleted", news.messages.deleted)
        self.events.on("message.reacted", news.messages.reacted)
        self.events.on("message.pinned", news.messages.pinned)
        self.events.on("draft.cleared", news.chats.draft_cleared)
        self.events.on("chat.opened", news.chats.opened)
        self.events.on("chat.changed", news.chats.changed)
        self.events.on("chat.ended", news.chats.ended)
        self.events.on("chat.arranged", news.chats.arranged)
        self.events.on("chat.cleared", news.chats.cleared)
        self.events.on("chat.hidden", news.chats.hidden)
        self.events.on("chat.read", news.marks.read)
        self.events.on("front.moved", news.marks.led)
        self.events.on("members.joined", news.members.joined)
        self.events.on("member.left", news.members.left)
        self.events.on("roles.changed", news.members.roles_changed)
        self.events.on("user.updated", news.people.updated)
        self.events.on("message.created", self.stickers.message_created)
        self.events.on("story.told", news.stories.told)
        self.events.on("story.ended", news.stories.ended)
        self.events.on("settings.changed", self.presence.settings_changed)
        self.events.on("block.changed", self.presence.block_changed)
        self.events.on("session.ended", live.session_ended)
        self.events.on("user.disabled", live.user_disabled)
        self.events.on("maintenance.turned", self.maintenance.turned)
        live.require_open = self.maintenance.require_open
        handlers = realtime.Handlers(self.accounts.gate, self.database, self.messages, live)
        self.limits.on_refused = live.refused
        self.engine.handlers = handlers.table
        self.engine.explain = realtime.explain
        self.engine.locate = lambda request: self.addresses.behind(
            request.peer, request.headers.get("x-forwarded-for", "")
        )

    def _rest(self) -> Litestar:
        house = Litestar(
            route_handlers=[
                health.health,
                admin.read_metrics,
                Router(
                    "/api",
                    route_handlers=[
                        *openapi.ROUTES,
                        *auth.ROUTES,
                        *users.ROUTES,
                        *uploads.ROUTES,
                        *chats.ROUTES,
                        *messages.ROUTES,
                        *stickers.ROUTES,
                        *stories.ROUTES,
                        *reports.ROUTES,
                        *sync.ROUTES,
                        *search.ROUTES,
                        *audit.ROUTES,
                        *export.ROUTES,
                        *admin.ROUTES,
                    ],
                ),
            ],
            dependencies={
                "db": Provide(self._transaction),
                "reader": Provide(lambda: self.database, sync_to_thread=False),
                "database": Provide(lambda: self.database, sync_to_thread=False),
                "reference": Provide(lambda: self.reference, sync_to_thread=False),
                "pulse": Provide(lambda: self.pulse, sync_to_thread=False),
                "accounts": Provide(lambda: self.accounts, sync_to_thread=False),
                "overview": Provide(lambda: self.overview, sync_to_thread=False),
                "metrics": Provide(lambda: self.metrics, sync_to_thread=False),
                "exporter": Provide(lambda: self.exporter, sync_to_thread=False),
                "people": Provide(lambda: self.people, sync_to_thread=False),
                "messages": Provide(lambda: self.messages, sync_to_thread=False),
                "schedule": Provide(lambda: self.schedule, sync_to_thread=False),
                "uploads": Provide(lambda: self.uploads, sync_to_thread=False),
                "teller": Provide(lambda: self.teller, sync_to_thread=False),
                "reports": Provide(lambda: self.reports, sync_to_thread=False),
                "avatars": Provide(lambda: self.uploads, sync_to_thread=False),
                "visitor": Provide(self.visitors.meet, sync_to_thread=False),
                "me": Provide(auth.me, sync_to_thread=False),
                "guest": Provide(auth.guest, sync_to_thread=False),
                "viewer": Provide(self._viewer, sync_to_thread=False),
            },
            before_request=http.admission(self.maintenance.guarding(self.accounts.gate.guard), http.one_of_each),
            exception_handlers=http.EXCEPTION_HANDLERS,
            before_send=[http.allow],
            request_class=http.StrictRequest,
            request_max_body_size=MAX_BODY_BYTES,
            lifespan=[self._living],
            openapi_config=None,
            logging_config=None,
        )
        return http.one_by_one(house)

    def _gauges(self) -> dict[str, admin.Gauge]:
        pool, journal_pool = self.database, self.journal_database
        return {
            "sockets": ("Connections of clients.", lambda: len(self.engine.sessions)),
            "people_online": ("People with a connection, anywhere.", self.presence.count_online),
            "pool_open": ("Connections to PostgreSQL.", lambda: pool.connections[0]),
            "pool_busy": ("Of those, how many are in use.", lambda: pool.connections[1]),
            "journal_pool_open": ("The journal's connections to PostgreSQL.", lambda: journal_pool.connections[0]),
            "journal_waiting": ("Changes of messages not committed yet.", lambda: self.journal.waiting),
            "bus_up": ("Whether other processes are reached.", lambda: float(self.bus.is_up)),
        }

    async def _transaction(self) -> AsyncGenerator[Db, None]:
        async with self.database.transaction() as db:
            yield db

    def _viewer(self, me: NamedDependency[Principal]) -> users.Viewer:
        return users.Viewer(me.id, self.presence)

    @asynccontextmanager
    async def _living(self, _: Litestar) -> AsyncIterator[None]:
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
            jobs.every(messages.DISPATCH_SECONDS, self.dispatch.send_due),
        ):
            await self.our_pack.lay_out()
            yield


def build(settings: Settings, database_url: str) -> House:
    """The house for these settings, over a database that is already migrated."""
    return House(settings, database_url)


def _address_limits(settings: Settings) -> dict[Deed, Rate]:
    chosen: dict[Deed, values.Rate] = {
        "login": settings.address_limit_login,
        "register": settings.address_limit_register,
        "codes": settings.address_limit_codes,
        "upload": settings.address_limit_upload,
        "everything": settings.address_limit_everything,
    }
    return {deed: Rate.per(*rate) for deed, rate in chosen.items()} if settings.address_limits else {}


def _bus(settings: Settings) -> Bus:
    if settings.nats_url is None:
        return LocalBus()
    # Who shares the key belongs together; a NATS may serve others beside.
    installation = hmac.digest((settings.secret_key or "").encode(), b"bus", "sha256").hex()[:16]
    return NatsBus(settings.nats_url, installation)


def _send_rate(settings: Settings) -> Rate:
    return Rate(settings.send_burst, 1 / settings.send_rate, settings.send_min_interval_ms / 1000)


def _foreign_origins(settings: Settings) -> tuple[str, ...]:
    """Foreign as seen by a request that came by another of our own names."""
    return (*settings.cors_origins, settings.public_url) if settings.public_url else settings.cors_origins


def _socket_options(settings: Settings) -> realtime.Options:
    return realtime.Options(
        ping_interval=settings.ping_interval_ms / 1000,
        max_packets_per_second=settings.socket_packets,
        max_per_address=settings.sockets_per_address if settings.address_limits else 0,
        ping_timeout=settings.ping_timeout_ms / 1000,
        origins=_foreign_origins(settings),
    )
