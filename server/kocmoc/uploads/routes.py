"""HTTP in, HTTP out."""

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from kocmoc.core.principal import Principal
from kocmoc.uploads.actions import Uploads
from kocmoc.uploads.reception import incoming
from kocmoc.uploads.types import Attachment


# The body is counted while it streams, against a limit of its own.
@post("/upload/file", request_max_body_size=None, tags=["Uploads"])
async def upload(
    request: Request[Any, Any, Any], me: NamedDependency[Principal], uploads: NamedDependency[Uploads]
) -> Attachment:
    """Upload a file as `multipart/form-data`: one part `file`, and if wanted `kind`, `duration` and `waveform`."""
    return await uploads.receive(me.id, incoming(request))


ROUTES = [upload]
