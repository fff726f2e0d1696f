"""The OpenAPI document, made from the routes themselves: their types, and the refusals they declare."""

from kocmoc.core.openapi.document import Elsewhere
from kocmoc.core.openapi.operation import Refusal, refuses, refusing
from kocmoc.core.openapi.routes import ROUTES, Reference
from kocmoc.core.openapi.schemas import Json

__all__ = ["ROUTES", "Elsewhere", "Json", "Reference", "Refusal", "refuses", "refusing"]
