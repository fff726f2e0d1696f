"""HTTP in, HTTP out."""

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency

from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.uploads.actions import Uploads
from kocmoc.uploads.errors import REFUSALS
from kocmoc.uploads.reception import incoming
from kocmoc.uploads.types import Attachment

_FORM = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                "kind": {"enum": ["photo", "video", "document", "audio"]},
                "duration": {"type": ["number", "null"], "minimum": 0, "description": "Seconds."},
                "waveform": {"type": "string", "description": "A JSON array of 100 heights from 0 to 31."},
            },
        },
        "example": {"file": "Поехали!", "kind": "document"},
    }
}


# The body is counted while it streams, against a limit of its own.
@post("/upload/file", request_max_body_size=None, opt=refuses(*REFUSALS, body=_FORM), tags=["Uploads"])
async def upload(
    request: Request[Any, Any, Any], me: NamedDependency[Principal], uploads: NamedDependency[Uploads]
) -> Attachment:
    """Upload a file as `multipart/form-data`: one part `file`, and if wanted `kind`, `duration` and `waveform`."""
    return await uploads.receive(me.id, incoming(request))


ROUTES = [upload]
