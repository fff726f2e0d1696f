"""What people carry: signed access and files tokens, and refresh tokens that are derived instead of stored."""

import base64
import hashlib
import hmac
from functools import lru_cache
from time import time
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

import jwt
import msgspec
from msgspec import Meta, Struct

from kocmoc.auth.errors import TokenExpired
from kocmoc.core.errors import Unauthorized
from kocmoc.core.principal import Principal

Audience = Literal["access", "files"]

LONGEST = 4096
_ALGORITHM = "HS256"
_CACHED = 16_384
_CLAIMS = ["exp", "iat", "sub", "sid", "aud"]


class _Claims(Struct, frozen=True):
    """What a token of ours says. PyJWT would take "1e3", 1.5 or infinity for a moment; these types do not."""

    exp: Annotated[int, Meta(ge=0, le=2**53)]
    iat: Annotated[int, Meta(ge=0, le=2**53)]
    sub: Annotated[str, Meta(pattern=r"\A[1-9][0-9]{0,17}\Z")]
    sid: UUID
    aud: Audience


class Tokens:
    """Signs tokens and reads them back. One key, one algorithm, and an audience so that none serves as another."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()
        # Only what never changes is remembered: that the signature is ours. Time and sessions are looked at each time.
        self._verified = lru_cache(_CACHED)(self._verify)

    def issue(self, audience: Audience, user_id: int, session_id: UUID, expires_at: int) -> str:
        claims = {
            "sub": str(user_id),
            "sid": str(session_id),
            "aud": audience,
            "iat": int(time()),
            "exp": expires_at,
        }
        return jwt.encode(claims, self._key, _ALGORITHM)

    def read(self, token: str, audience: Audience) -> Principal:
        """Whose token this is. Raises Unauthorized unless we signed it for this audience, and TokenExpired."""
        if len(token) > LONGEST:
            raise Unauthorized
        principal = self._verified(token, audience)
        if principal.expires_at <= time():
            raise TokenExpired
        return principal

    def _verify(self, token: str, audience: Audience) -> Principal:
        options: Any = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            payload = jwt.decode(token, self._key, [_ALGORITHM], options=options, audience=audience)
            claims = msgspec.convert(payload, _Claims)
        except (jwt.InvalidTokenError, msgspec.ValidationError, ValueError, RecursionError):
            raise Unauthorized from None
        return Principal(id=int(claims.sub), session_id=str(claims.sid), expires_at=claims.exp)


class Refresh(NamedTuple):
    """The refresh token of a session: its `generation`-th."""

    session_id: UUID
    generation: int


class RefreshTokens:
    """Writes refresh tokens and reads them back: a number of a session, sealed, so that nothing need be stored."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def write(self, refresh: Refresh) -> str:
        place = refresh.session_id.bytes + refresh.generation.to_bytes(4, "big", signed=True)
        seal = hmac.digest(self._key, b"refresh:" + place, hashlib.sha256)
        return base64.urlsafe_b64encode(place + seal).decode().rstrip("=")

    def read(self, token: str) -> Refresh | None:
        """None unless we wrote it, to the letter."""
        if len(token) != 70 or not token.isascii():
            return None
        try:
            place = base64.urlsafe_b64decode(token + "==")
            refresh = Refresh(UUID(bytes=place[:16]), int.from_bytes(place[16:20], "big", signed=True))
        except ValueError:
            return None
        return refresh if hmac.compare_digest(self.write(refresh), token) else None
