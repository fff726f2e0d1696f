"""HTTP in, HTTP out."""

from litestar import get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kocmoc.admin.maintenance import actions
from kocmoc.admin.maintenance.types import Switch
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal


@get("/admin/maintenance", opt=refuses(Forbidden), tags=["Administration"])
async def get_maintenance(reader: NamedDependency[Reader], me: NamedDependency[Principal]) -> Switch:
    """Whether the server is closed for maintenance."""
    return await actions.get(reader, me)


@put("/admin/maintenance", opt=refuses(Forbidden), tags=["Administration"])
async def turn_maintenance(data: JSONBody[Switch], db: NamedDependency[Db], me: NamedDependency[Principal]) -> Switch:
    """Close the server for everyone but administrators, or open it again. `message` is what people are told."""
    return await actions.turn(db, me, data)


ROUTES = [get_maintenance, turn_maintenance]
