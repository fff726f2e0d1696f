"""The whole document, from the routes of an application."""

from typing import NamedTuple

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from kocmoc import __version__
from kocmoc.core.errors import Problem
from kocmoc.core.http import ProblemDetails
from kocmoc.core.openapi.operation import Operation
from kocmoc.core.openapi.schemas import TEMPLATE, Json, Schemas

_ABOUT = (
    "Everything a client can ask over HTTP. Ids are opaque strings, times are RFC 3339 in UTC with milliseconds, "
    "lists are read page by page with `limit` and `cursor`. Every refusal is a problem (RFC 9457) with a stable "
    "`code`. Live events come over Socket.IO at `/socket.io/`."
)


class Elsewhere(NamedTuple):
    """What another application answers, ready described: its paths, and by what else than a bearer token it knows
    people."""

    paths: dict[str, Json]
    keys: dict[str, Json]


def describe(app: Litestar, signed_in: tuple[type[Problem], ...], elsewhere: Elsewhere) -> Json:
    """OpenAPI 3.1 of this application; see `Reference`."""
    schemas = Schemas()
    paths: dict[str, Json] = {path: dict(item) for path, item in elsewhere.paths.items()}
    for operation in operations(app, signed_in):
        paths.setdefault(operation.path, {})[operation.method] = operation.describe(schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "KOCMOC", "version": __version__, "description": _ABOUT, "license": _LICENSE},
        "servers": [{"url": "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas.components() | {"Problem": _problem()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                **elsewhere.keys,
            },
        },
    }


_LICENSE = {"name": "MIT", "identifier": "MIT"}


def operations(app: Litestar, signed_in: tuple[type[Problem], ...]) -> list[Operation]:
    """Every route of the application that is not hidden, under each of its methods."""
    found = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, handler in _handlers(route):
            if method not in ("HEAD", "OPTIONS") and not handler.opt.get("hidden"):
                found.append(Operation(route.path_format, method, handler, signed_in))
    return found


def _handlers(route: HTTPRoute) -> list[tuple[str, HTTPRouteHandler]]:
    return [(str(method), handler) for method, (handler, _) in route.route_handler_map.items()]


def _problem() -> Json:
    _, components = msgspec.json.schema_components([ProblemDetails], ref_template=TEMPLATE)
    problem: Json = components["ProblemDetails"] | {"title": "Problem"}
    problem["properties"]["errors"] = {"type": "array", "items": components["FieldError"]}
    return problem
