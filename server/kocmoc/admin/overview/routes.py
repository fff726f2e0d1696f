"""HTTP in, HTTP out."""

from litestar import get
from litestar.di import NamedDependency

from kocmoc.admin.overview.actions import Overview
from kocmoc.admin.overview.types import Stats
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal


@get("/admin/stats", opt=refuses(Forbidden), tags=["Administration"])
async def get_stats(me: NamedDependency[Principal], overview: NamedDependency[Overview]) -> Stats:
    """The server at a glance; what was said by day is counted once a minute."""
    return await overview.look(me)


ROUTES = [get_stats]
