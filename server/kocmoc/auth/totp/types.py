"""What goes in and what comes out."""

from typing import NamedTuple

from msgspec import Struct

from kocmoc.auth.types import Digits


class TotpSetup(Struct, kw_only=True, frozen=True):
    """For an authenticator: `uri` as a QR code, `secret` to be typed."""

    uri: str
    secret: str


class TotpEnable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A code of the authenticator, which proves that it has the secret."""

    code: Digits


class RecoveryCodes(Struct, frozen=True):
    """Shown this once. Each signs in once in place of the authenticator."""

    recovery_codes: list[str]


class TotpDisable(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    password: str
    totp: str


class Factor(NamedTuple):
    """Somebody's authenticator: its secret follows from the nonce."""

    user_id: int
    nonce: bytes
    is_enabled: bool
