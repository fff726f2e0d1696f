"""Pages of other origins: those we were told of may call us and read our answers, as the browser asks us to say (CORS).

Whoever is no browser says no origin and needs none of this; a page we were not told of gets its answer without the
headers, so its browser keeps the answer from it. What a foreign page may *do* with a cookie is for `auth` to refuse.
"""

from collections.abc import Collection
from typing import Any

Headers = list[tuple[bytes, bytes]]

_METHODS = b"GET, POST, PUT, PATCH, DELETE"
_MAY_SEND = b"Authorization, Content-Type, If-None-Match, If-Range, Range, X-Request-ID"
_MAY_READ = b"Allow, Content-Disposition, Content-Range, ETag, Retry-After, WWW-Authenticate, X-Request-ID"
_REMEMBER_SECONDS = b"600"


class ForeignPages:
    """Knows the origins whose pages are welcome; with none of them nothing is added to any answer."""

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = {origin.encode() for origin in origins}

    def headers(self, scope: Any) -> Headers:
        """What every answer to this request says. A cache must know that another origin hears something else."""
        if not self._origins:
            return []
        origin = _find(scope, b"origin")
        if origin not in self._origins:
            return [(b"vary", b"Origin")]
        return [
            (b"vary", b"Origin"),
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-expose-headers", _MAY_READ),
        ]

    def is_asking(self, scope: Any) -> bool:
        """Whether a browser asks, before a welcome page's request, if it may be sent at all."""
        return (
            scope["method"] == "OPTIONS"
            and _find(scope, b"origin") in self._origins
            and bool(_find(scope, b"access-control-request-method"))
        )


PERMISSION: Headers = [
    (b"access-control-allow-methods", _METHODS),
    (b"access-control-allow-headers", _MAY_SEND),
    (b"access-control-max-age", _REMEMBER_SECONDS),
]


def _find(scope: Any, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")
