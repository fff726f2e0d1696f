"""Who lives here and who listens to whom: the only file that knows every room."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, Router
from litestar.di import NamedDependency, Provide
from litestar.types import ASGIApp

from kocmoc import auth, users
from kocmoc.core import health, http
from kocmoc.core.address import Addresses
from kocmoc.core.bus import LocalBus
from kocmoc.core.db import Database, Db
from kocmoc.core.edge import Edge
from kocmoc.core.events import Events
from kocmoc.core.limits import Limits, Rate
from kocmoc.core.principal import Principal
from kocmoc.core.static import Static
from kocmoc.settings import Settings

STATIC = Path(__file__).parent / "static"
MAX_BODY_BYTES = 256 * 1024


class House:
    """One server: its rooms, and the doors to them (`asgi` for HTTP, `socket_protocol` for WebSocket)."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self.settings = settings
        self.events = Events()
        self.bus = LocalBus()
        self.limits = Limits()
        self.addresses = Addresses(settings.trusted_proxies)
        self.database = Database(database_url, size=settings.database_pool_size, events=self.events)
        self.presence: users.Presence = users.NobodyOnline()
        self.accounts = auth.Accounts(settings, self.database, self.events, self.limits, self.presence)
        self.visitors = auth.Visitors(self.addresses, settings.public_url)
        self.asgi: ASGIApp = Edge(
            Static(self._rest(), STATIC),
            self.addresses,
            self.limits,
            Rate.per(*settings.address_limit_everything) if settings.address_limits else None,
        )
        self.socket_protocol = None

    def _rest(self) -> Litestar:
        return Litestar(
            route_handlers=[health.health, Router("/api", route_handlers=[*auth.ROUTES, *users.ROUTES])],
            dependencies={
                "db": Provide(self._transaction),
                "reader": Provide(lambda: self.database, sync_to_thread=False),
                "database": Provide(lambda: self.database, sync_to_thread=False),
                "accounts": Provide(lambda: self.accounts, sync_to_thread=False),
                "visitor": Provide(self.visitors.meet, sync_to_thread=False),
                "me": Provide(auth.me, sync_to_thread=False),
                "viewer": Provide(self._viewer, sync_to_thread=False),
            },
            guards=[self.accounts.gate.guard],
            exception_handlers=http.EXCEPTION_HANDLERS,
            request_class=http.StrictRequest,
            request_max_body_size=MAX_BODY_BYTES,
            lifespan=[self._living],
            openapi_config=None,
            logging_config=None,
        )

    async def _transaction(self) -> AsyncGenerator[Db, None]:
        async with self.database.transaction() as db:
            yield db

    def _viewer(self, me: NamedDependency[Principal]) -> users.Viewer:
        return users.Viewer(me.id, self.presence)

    @asynccontextmanager
    async def _living(self, _: Litestar) -> AsyncIterator[None]:
        await self.database.open()
        try:
            async with self.accounts.living():
                yield
        finally:
            await self.database.close()


def build(settings: Settings, database_url: str) -> House:
    """The house for these settings, over a database that is already migrated."""
    return House(settings, database_url)
