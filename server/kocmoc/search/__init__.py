"""Finding what was said. It only listens: nobody else knows of it."""

from kocmoc.search.routes import ROUTES
from kocmoc.search.sweeping import SWEEP_SECONDS, Sweeper

__all__ = ["ROUTES", "SWEEP_SECONDS", "Sweeper"]
