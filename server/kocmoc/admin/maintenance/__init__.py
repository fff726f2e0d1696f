"""The server closed to everyone but administrators, for as long as they need."""

from kocmoc.admin.maintenance.closing import Maintenance

__all__ = ["Maintenance"]
