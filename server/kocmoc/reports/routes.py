"""HTTP in, HTTP out."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kocmoc.core.db import Db
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.messages import MessageNotFound
from kocmoc.reports.actions import Reports
from kocmoc.reports.types import NewReport, Report
from kocmoc.users import UserNotFound


@post("/reports", opt=refuses(MessageNotFound, UserNotFound), tags=["Users"])
async def report(
    data: JSONBody[NewReport],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    reports: NamedDependency[Reports],
) -> Report:
    """Report a message I can see, or a person, to those who run the server. Nobody else learns of it."""
    return await reports.add(db, me.id, data)


ROUTES = [report]
