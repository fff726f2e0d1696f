"""Running the server: what only administrators may."""

from kocmoc.admin.complaints.routes import ROUTES as COMPLAINTS
from kocmoc.admin.maintenance import Maintenance
from kocmoc.admin.maintenance.routes import ROUTES as MAINTENANCE
from kocmoc.admin.metrics import Gauge, Metrics
from kocmoc.admin.metrics.routes import read_metrics
from kocmoc.admin.overview.actions import Overview
from kocmoc.admin.overview.routes import ROUTES as OVERVIEW
from kocmoc.admin.people import People
from kocmoc.admin.people.routes import ROUTES as PEOPLE

ROUTES = [*MAINTENANCE, *PEOPLE, *OVERVIEW, *COMPLAINTS]

__all__ = ["ROUTES", "Gauge", "Maintenance", "Metrics", "Overview", "People", "read_metrics"]
