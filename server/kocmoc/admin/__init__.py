"""Running the server: what only administrators may."""

from kocmoc.admin.maintenance import Maintenance
from kocmoc.admin.maintenance.routes import ROUTES as MAINTENANCE
from kocmoc.admin.people import People
from kocmoc.admin.people.routes import ROUTES as PEOPLE

ROUTES = [*MAINTENANCE, *PEOPLE]

__all__ = ["ROUTES", "Maintenance", "People"]
