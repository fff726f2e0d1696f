"""`/api/openapi.json` for programs, `/api/docs` for people."""

from collections.abc import Callable
from functools import cached_property

import msgspec
from litestar import Litestar, Response, get
from litestar.di import NamedDependency

from kocmoc.core.errors import Problem
from kocmoc.core.openapi import page
from kocmoc.core.openapi.document import Elsewhere, describe
from kocmoc.core.openapi.operation import refuses
from kocmoc.core.openapi.schemas import Json


class Reference:
    """The document of an application, made when somebody first asks for it.

    `signed_in` are the refusals of every route that is not public; `elsewhere` is what another application answers.
    """

    def __init__(
        self, app: Callable[[], Litestar], *, signed_in: tuple[type[Problem], ...], elsewhere: Elsewhere
    ) -> None:
        self._app = app
        self._signed_in = signed_in
        self._elsewhere = elsewhere

    @cached_property
    def document(self) -> Json:
        return describe(self._app(), self._signed_in, self._elsewhere)

    @cached_property
    def json(self) -> bytes:
        return msgspec.json.encode(self.document)

    @cached_property
    def html(self) -> str:
        return page.render(self.document)


@get("/openapi.json", opt=refuses(public=True, hidden=True, in_maintenance=True))
async def document(reference: NamedDependency[Reference]) -> Response[bytes]:
    """This document."""
    return Response(reference.json, media_type="application/json", headers=_CACHE)


@get("/docs", opt=refuses(public=True, hidden=True, in_maintenance=True))
async def docs(reference: NamedDependency[Reference]) -> Response[str]:
    """This document, to be read."""
    headers = _CACHE | {"Content-Security-Policy": page.POLICY}
    return Response(reference.html, media_type="text/html", headers=headers)


_CACHE = {"Cache-Control": "no-cache"}

ROUTES = [document, docs]
