"""HTTP in, HTTP out."""

from litestar import get
from litestar.di import NamedDependency

from kocmoc.audit import actions
from kocmoc.audit.types import Entries
from kocmoc.core import pages
from kocmoc.core.db import Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal


@get("/admin/audit", opt=refuses(Forbidden), tags=["Administration"])
async def list_audit(
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Entries:
    """What administrators have done, the newest first."""
    return await actions.list_entries(reader, me, limit, cursor)


ROUTES = [list_audit]
