"""What goes in and what comes out."""

from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

from msgspec import Meta, Struct

from kocmoc.core.principal import Principal
from kocmoc.users import Language, Me

# ASCII digits, nothing around them: \d would also take ６ and ٦, and `$` a line feed if the length did not forbid it.
Digits = Annotated[str, Meta(pattern="^[0-9]{6}$", min_length=6, max_length=6)]


class Registration(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A new account. `invite` is an invitation; for the very first account it may be the set-up token."""

    username: str
    email: str
    password: str
    display_name: str | None = None
    invite: str | None = None


class Login(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """`login` is a username or an e-mail; `totp` is for accounts with two steps."""

    login: str
    password: str
    totp: str | None = None


class PasswordChange(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    current_password: str
    new_password: str


class Departure(Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What deleting one's account asks for."""

    password: str


class SignedIn(Struct, kw_only=True, frozen=True):
    """What registering, signing in and refreshing answer; the refresh token comes as a cookie scripts cannot read."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105
    expires_in: int
    user: Me


class Device(Struct, kw_only=True, frozen=True):
    """One session as its owner sees it."""

    id: str
    name: str
    created_at: str
    last_seen_at: str
    current: bool


class Devices(Struct):
    """One page of sessions, the newest first."""

    sessions: list[Device]
    next_cursor: str | None


class Visitor(Struct, frozen=True):
    """Who asks before anyone is signed in. Local: sits at this very machine. Neighbour: is another worker of ours.
    Secure: came by https."""

    address: str
    device: str
    language: Language
    is_local: bool
    is_neighbour: bool
    is_secure: bool


class Guest(Struct, frozen=True):
    """Whoever asks on a public route that also knows those who are signed in; then `principal` says who it is."""

    principal: Principal | None


class Session(NamedTuple):
    """A living session, and which of its refresh tokens is the newest."""

    id: UUID
    user_id: int
    generation: int
    expires_at: datetime


class Welcome(NamedTuple):
    """Somebody who is signed in now: the answer, and what goes into cookies."""

    answer: SignedIn
    refresh_token: str
    files_token: str
    refresh_seconds: int


class SessionOver(NamedTuple):
    """`session.ended`: nothing of this session may go on."""

    session_id: str
    user_id: int
