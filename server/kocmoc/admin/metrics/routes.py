"""HTTP in, HTTP out."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST

from kocmoc.admin.metrics.reading import Metrics
from kocmoc.auth import Visitor
from kocmoc.core.errors import Forbidden
from kocmoc.core.openapi import refuses

_FIGURES = {
    "text/plain": {
        "schema": {"type": "string"},
        "example": "# HELP kocmoc_sockets Connections of clients.\n# TYPE kocmoc_sockets gauge\nkocmoc_sockets 42.0\n",
    }
}


@get("/metrics", opt=refuses(Forbidden, public=True, in_maintenance=True, answer=_FIGURES), tags=["Operations"])
async def read_metrics(
    request: Request[Any, Any, Any], visitor: NamedDependency[Visitor], metrics: NamedDependency[Metrics]
) -> Response[bytes]:
    """Figures for Prometheus; only for this machine itself, or with `KOCMOC_METRICS_TOKEN` as Bearer token."""
    body = await metrics.read(visitor, request.headers.get("authorization", ""))
    return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})
