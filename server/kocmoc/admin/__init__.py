"""Running the server: what only administrators may."""

from kocmoc.admin.complaints.actions import list_page as list_reports
from kocmoc.admin.complaints.actions import settle as settle_report
from kocmoc.admin.complaints.routes import ROUTES as COMPLAINTS
from kocmoc.admin.complaints.types import Complaint, Verdict
from kocmoc.admin.maintenance import Maintenance
from kocmoc.admin.maintenance.actions import look as get_maintenance
from kocmoc.admin.maintenance.actions import set_by as set_maintenance
from kocmoc.admin.maintenance.closing import Admit
from kocmoc.admin.maintenance.routes import ROUTES as MAINTENANCE
from kocmoc.admin.maintenance.types import Switch
from kocmoc.admin.metrics import Gauge, Metrics
from kocmoc.admin.metrics.routes import read_metrics
from kocmoc.admin.overview.actions import Overview
from kocmoc.admin.overview.routes import ROUTES as OVERVIEW
from kocmoc.admin.overview.types import Stats, StorageUse
from kocmoc.admin.people import People
from kocmoc.admin.people.routes import ROUTES as PEOPLE
from kocmoc.admin.people.types import Account, AccountChange

ROUTES = [*MAINTENANCE, *PEOPLE, *OVERVIEW, *COMPLAINTS]

__all__ = [
    "ROUTES",
    "Account",
    "AccountChange",
    "Admit",
    "Complaint",
    "Gauge",
    "Maintenance",
    "Metrics",
    "Overview",
    "People",
    "Stats",
    "StorageUse",
    "Switch",
    "Verdict",
    "get_maintenance",
    "list_reports",
    "read_metrics",
    "set_maintenance",
    "settle_report",
]
