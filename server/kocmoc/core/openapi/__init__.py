"""The OpenAPI document, made from the routes themselves: their types, and the refusals they declare."""

from kocmoc.core.openapi.operation import refuses
from kocmoc.core.openapi.routes import ROUTES, Reference

__all__ = ["ROUTES", "Reference", "refuses"]
