"""What is answered over HTTP, and what routes are handed."""

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from litestar import Litestar, Router
from litestar.di import NamedDependency, Provide

from kocmoc import (
    admin,
    audit,
    auth,
    chats,
    export,
    messages,
    reports,
    search,
    stickers,
    stories,
    sync,
    uploads,
    users,
)
from kocmoc.core import health, http, openapi
from kocmoc.core.db import Db
from kocmoc.core.principal import Principal

if TYPE_CHECKING:
    from kocmoc.app.house import House

MAX_BODY_BYTES = 256 * 1024


def rest(house: "House") -> Litestar:
    """All routes, one request of each connection at a time."""
    api = Litestar(
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
        dependencies=_handed(house),
        before_request=http.admission(house.maintenance.guarding(house.accounts.gate.guard), http.one_of_each),
        exception_handlers=http.EXCEPTION_HANDLERS,
        request_class=http.StrictRequest,
        request_max_body_size=MAX_BODY_BYTES,
        lifespan=[house.living],
        openapi_config=None,
        logging_config=None,
    )
    return http.one_by_one(api)


def _handed(house: "House") -> dict[str, Provide]:
    """By the names routes ask for them."""

    async def transaction() -> AsyncGenerator[Db, None]:
        async with house.database.transaction() as db:
            yield db

    def viewer(me: NamedDependency[Principal]) -> users.Viewer:
        return users.Viewer(me.id, house.presence)

    rooms: dict[str, object] = {
        "reader": house.database,
        "database": house.database,
        "reference": house.reference,
        "pulse": house.pulse,
        "accounts": house.accounts,
        "overview": house.overview,
        "metrics": house.metrics,
        "exporter": house.exporter,
        "people": house.people,
        "messages": house.messages,
        "schedule": house.schedule,
        "uploads": house.uploads,
        "teller": house.teller,
        "reports": house.reports,
        "avatars": house.uploads.avatars,
    }
    return {
        **{name: _always(room) for name, room in rooms.items()},
        "db": Provide(transaction),
        "visitor": Provide(house.visitors.meet, sync_to_thread=False),
        "me": Provide(auth.me, sync_to_thread=False),
        "guest": Provide(auth.guest, sync_to_thread=False),
        "viewer": Provide(viewer, sync_to_thread=False),
    }


def _always(room: object) -> Provide:
    return Provide(lambda: room, sync_to_thread=False)
