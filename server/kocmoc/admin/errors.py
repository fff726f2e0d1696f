"""How administration can fail."""

from kocmoc.core.errors import NotFound


class ReportNotFound(NotFound):
    code = "report_not_found"
    detail = "There is no such report."
