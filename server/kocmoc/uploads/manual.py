"""What the document says of the door: it is no route, so this is written by hand."""

from kocmoc.core import errors
from kocmoc.core.errors import Problem
from kocmoc.core.openapi import Elsewhere, Json, Refusal, refusing
from kocmoc.uploads.door import COOKIE, PREFIX
from kocmoc.uploads.errors import FileNotFound, StorageAway
from kocmoc.uploads.types import AVATARS

_BYTES = {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}
_ANY = dict.fromkeys(("image/*", "video/*", "audio/*", "application/*", "text/plain"), _BYTES)
_PICTURE = {"image/webp": _BYTES}

# Whoever asks, for whatever.
_USUAL = (FileNotFound, errors.MethodNotAllowed, StorageAway, errors.Unavailable, errors.ShuttingDown)

_HEADERS = {
    "Accept-Ranges": "`bytes`.",
    "Cache-Control": "The bytes under an address never change; a shared cache may keep avatars alone.",
    "Content-Disposition": "Pictures, films and recordings are shown, all else is saved, under the name it came with.",
    "Content-Security-Policy": "It can do nothing wherever it is opened.",
    "Cross-Origin-Resource-Policy": "`same-origin`.",
    "ETag": "For `If-None-Match` and `If-Range`.",
    "X-Content-Type-Options": "`nosniff`.",
}
_SPAN = "Which bytes these are, of how many: `bytes 0-1023/65536`, or `bytes */65536` of none."
_ASKED = {
    "Range": ("One part: `bytes=0-1023`, `bytes=1024-` or `bytes=-512`. Several get the whole.", "bytes=0-1023"),
    "If-Range": ("The ETag of the file the other parts are of; the whole if it is another.", None),
    "If-None-Match": ("ETags of what is there already.", None),
}


def describe(signed_in: tuple[type[Problem], ...]) -> Elsewhere:
    """The two addresses of files. `signed_in` is how a token is refused."""
    closed = (*_USUAL, errors.Unauthorized, *signed_in, errors.UnderMaintenance)
    file = {
        **_operation("fetch_file", "A file or its thumbnail, for whoever sees what it is part of.", "key"),
        "responses": _responses(_ANY, closed),
        "security": [{"bearer": []}, {"files": []}],
    }
    avatar = {
        **_operation("fetch_avatar", "The picture of a person or a chat, for anybody, while it is one.", "name"),
        "responses": _responses(_PICTURE, _USUAL),
        "security": [{}],
    }
    paths = {f"{PREFIX}{{key}}": {"get": file}, f"{PREFIX}{AVATARS}{{name}}": {"get": avatar}}
    return Elsewhere(paths, {"files": {"type": "apiKey", "in": "cookie", "name": COOKIE}})


def _operation(name: str, summary: str, parameter: str) -> Json:
    key = {
        "name": parameter,
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "example": _EXAMPLES[parameter],
    }
    return {
        "operationId": name,
        "tags": ["Files"],
        "summary": f"{summary} HEAD says the same without the bytes.",
        "parameters": [key, *(_asked(*each) for each in _ASKED.items())],
    }


_EXAMPLES = {"key": "4tGm0oRJpZkVQm2cY1nXw8sLhB5uEd7a.jpg", "name": "9sVq2LkXc7TzBf0nWm4hRj6yPd1uGe3o.webp"}


def _asked(name: str, about: tuple[str, str | None]) -> Json:
    description, example = about
    told: Json = {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
    return told | {"description": description} | ({"example": example} if example else {})


def _responses(content: Json, refusals: tuple[type[Problem], ...]) -> Json:
    told: Json = {
        "200": {"description": "The whole file.", "headers": _headers(), "content": content},
        "206": {"description": "The part asked for.", "headers": _headers(span=True), "content": content},
        "304": {"description": "It is what you have.", "headers": _headers()},
        "416": {"description": "The part begins behind the end.", "headers": _headers(span=True)},
    }
    ways = {Refusal.of(problem) for problem in refusals}
    refusing(told, sorted(ways, key=lambda each: (each.status, each.code)))
    told["405"]["headers"] = {"Allow": _header("`GET, HEAD`.")}
    return dict(sorted(told.items()))


def _headers(*, span: bool = False) -> Json:
    told = {name: _header(about) for name, about in _HEADERS.items()}
    return told | {"Content-Range": _header(_SPAN)} if span else told


def _header(about: str) -> Json:
    return {"description": about, "required": True, "schema": {"type": "string"}}
