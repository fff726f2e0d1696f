"""What goes in and what comes out."""

from typing import Literal, NamedTuple

from msgspec import Struct

from kocmoc.auth.types import Digits
from kocmoc.users import Language

# To sign in to the account of an address, or to change the address of an account. Neither serves as the other.
Purpose = Literal["sign_in", "change"]


class CodeRequest(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    email: str


class CodeSent(Struct, kw_only=True, frozen=True):
    """Seconds the code lives, and until another may be asked for. It says nothing about whether there is an account."""

    expires_in: int
    retry_after: int


class CodeLogin(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """`totp` is asked for by accounts with two steps: a code of the authenticator, or a recovery code."""

    email: str
    code: Digits
    totp: str | None = None


class Reset(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    email: str
    code: Digits
    new_password: str
    totp: str | None = None


class EmailChange(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """`code` was sent to the new address, asked for by whoever is signed in."""

    email: str
    code: Digits


class Recipient(NamedTuple):
    """Whose code it is, and the language they read."""

    user_id: int
    language: Language | None


class Proof(NamedTuple):
    """A code that was right, to be used up together with what it opens."""

    user_id: int
    email_key: str
    hash: bytes
