"""Whether the server is closed, as this process knows it: at once what is switched by any process that can be heard,
within seconds what is switched otherwise."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal, Protocol

import msgspec
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from kocmoc.admin.maintenance import store
from kocmoc.admin.maintenance.types import Standing, Switch
from kocmoc.core import jobs
from kocmoc.core.bus import EVERYONE, Bus, News
from kocmoc.core.db import Database
from kocmoc.core.errors import UnderMaintenance
from kocmoc.core.principal import Principal

REREAD_SECONDS = 2.0
TURNED = "maintenance.turned"

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]
Admit = Callable[[str, Literal["access", "files"]], Principal]


class Crowd(Protocol):
    """Everybody who is connected."""

    def tell_all(self, event: str, payload: object) -> None: ...

    def send_home(self, stays: Callable[[int], bool]) -> None:
        """What these people have asked for is done and answered, then their connections end; they may come back."""


class Maintenance:
    """While it is `enabled` only administrators are let in, and routes that say they work `in_maintenance`."""

    def __init__(self, database: Database, bus: Bus, crowd: Crowd) -> None:
        self._database = database
        self._bus = bus
        self._crowd = crowd
        self._standing = Standing(Switch(enabled=False), -1, frozenset())
        bus.subscribe(EVERYONE, self._hear)

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Keeps reading how things stand while the block lasts."""
        await jobs.once(self.reread)
        async with jobs.every(REREAD_SECONDS, self.reread):
            yield

    async def reread(self) -> None:
        self._take(await store.read(self._database))

    @property
    def is_open(self) -> bool:
        return not self._standing.switch.enabled

    def require_open(self, user_id: int) -> None:
        """Raises UnderMaintenance for whoever has to wait."""
        if not self._may_stay(user_id):
            raise UnderMaintenance

    def guarding(self, guard: Guard) -> Guard:
        """The gate of REST, and this behind it. Whoever shows no token need not be asked for one first."""

        async def guard_both(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
            is_shut = self._standing.switch.enabled and not handler.opt.get("in_maintenance")
            if is_shut and "authorization" not in connection.headers:
                raise UnderMaintenance
            await guard(connection, handler)
            if is_shut:
                principal: Principal | None = connection.scope.get("user")
                self.require_open(principal.id if principal else 0)

        return guard_both

    def admitting(self, admit: Admit) -> Admit:
        """The same for whoever comes by another door."""

        def admit_both(token: str, audience: Literal["access", "files"]) -> Principal:
            principal = admit(token, audience)
            self.require_open(principal.id)
            return principal

        return admit_both

    def turned(self, standing: Standing) -> None:
        """Switched here: every process is to know."""
        self._bus.publish(News(EVERYONE, TURNED, msgspec.json.encode(standing)))

    def _hear(self, news: News) -> None:
        if news.name == TURNED:
            self._take(msgspec.json.decode(news.body, type=Standing))

    def _take(self, standing: Standing) -> None:
        """Whatever was read before the last turn, and comes after it, is late."""
        before = self._standing
        if standing.turn < before.turn:
            return
        self._standing = standing
        if standing.switch != before.switch:
            self._crowd.tell_all("maintenance", standing.switch)
        if standing.switch.enabled:
            self._crowd.send_home(self._may_stay)

    def _may_stay(self, user_id: int) -> bool:
        return self.is_open or user_id in self._standing.admins
