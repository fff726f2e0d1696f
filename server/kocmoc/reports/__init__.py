"""Reports: what people want whoever runs the server to look at."""

from kocmoc.reports.actions import SWEEP_SECONDS, Reports, say_farewell
from kocmoc.reports.routes import ROUTES

__all__ = ["ROUTES", "SWEEP_SECONDS", "Reports", "say_farewell"]
