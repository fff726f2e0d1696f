"""The two cookies: the refresh token, and the token for files. No script sees them, no other site sends them."""

from litestar import Response
from litestar.datastructures import Cookie

from kocmoc.auth.types import SignedIn, Visitor, Welcome

REFRESH = "kocmoc_refresh"
FILES = "kocmoc_files"
_PATHS = {REFRESH: "/api/auth", FILES: "/files"}


def welcome(welcome: Welcome, visitor: Visitor, status: int = 200) -> Response[SignedIn]:
    """The answer to somebody who is signed in now, with both cookies."""
    jar = [
        _cookie(REFRESH, welcome.refresh_token, welcome.refresh_seconds, secure=visitor.is_secure),
        _cookie(FILES, welcome.files_token, welcome.answer.expires_in, secure=visitor.is_secure),
    ]
    return Response(welcome.answer, status_code=status, cookies=jar)


def farewell() -> Response[None]:
    """Nothing but both cookies taken back."""
    return Response(None, status_code=204, cookies=[_cookie(name, "", 0, secure=False) for name in _PATHS])


def _cookie(name: str, value: str, seconds: int, *, secure: bool) -> Cookie:
    return Cookie(name, _PATHS[name], value, seconds, secure=secure, httponly=True, samesite="strict")
