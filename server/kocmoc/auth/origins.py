"""Which pages may use our cookies: only our own. SameSite keeps other sites out, this keeps out other ports too."""

from litestar.datastructures import Headers

from kocmoc.auth.errors import ForeignOrigin


class Origins:
    """Its own pages are those under the address it was asked by, and those of the origins it was told of."""

    def __init__(self, told: tuple[str, ...]) -> None:
        self._told = frozenset(told)

    def require_own(self, headers: Headers) -> None:
        """Raises ForeignOrigin. What is no browser sends no origin, and keeps no cookies that a page could use."""
        origin = headers.get("origin")
        if origin is None or origin in self._told:
            return
        scheme, _, host = origin.partition("://")
        if scheme not in ("http", "https") or host.lower() != headers.get("host", "").lower():
            raise ForeignOrigin
