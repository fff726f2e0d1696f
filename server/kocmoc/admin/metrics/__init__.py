"""Figures for whoever watches the server."""

from kocmoc.admin.metrics.reading import Gauge, Metrics

__all__ = ["Gauge", "Metrics"]
