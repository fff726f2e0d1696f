"""Messages that are kept for so many days and no longer."""

from kocmoc.messages.retention.sweeping import TICK_SECONDS as RETENTION_SECONDS
from kocmoc.messages.retention.sweeping import Retention

__all__ = ["RETENTION_SECONDS", "Retention"]
