"""Running the server: what only administrators may."""

from kocmoc.admin.maintenance import Maintenance
from kocmoc.admin.maintenance.routes import ROUTES as MAINTENANCE

ROUTES = [*MAINTENANCE]

__all__ = ["ROUTES", "Maintenance"]
