"""HTTP in, HTTP out."""

from typing import Annotated

from litestar import get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from kocmoc.admin.complaints import actions
from kocmoc.admin.complaints.types import Complaint, Complaints, Verdict
from kocmoc.admin.errors import ReportNotFound
from kocmoc.core import pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses
from kocmoc.users import Viewer

Resolved = Annotated[
    bool | None, QueryParameter(description="Only those that are settled, or only those that are not.")
]


@get("/admin/reports", opt=refuses(Forbidden), tags=["Administration"])
async def list_reports(
    reader: NamedDependency[Reader],
    viewer: NamedDependency[Viewer],
    resolved: Resolved = None,
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Complaints:
    """What people have reported, the newest first."""
    return await actions.list_page(reader, viewer, resolved, limit, cursor)


@patch("/admin/reports/{report_id:str}", opt=refuses(Forbidden, ReportNotFound), tags=["Administration"])
async def settle_report(
    report_id: FromPath[str], data: JSONBody[Verdict], db: NamedDependency[Db], viewer: NamedDependency[Viewer]
) -> Complaint:
    """Settle a report, with a word about how, or open it again."""
    return await actions.settle(db, viewer, report_id, data)


ROUTES = [list_reports, settle_report]
