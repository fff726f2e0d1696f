"""HTTP in, HTTP out."""

from uuid import UUID

from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from kocmoc.auth import cookies, sessions
from kocmoc.auth.accounts import Accounts
from kocmoc.auth.codes import routes as codes
from kocmoc.auth.errors import (
    SECOND_STEP,
    Busy,
    ForeignOrigin,
    InvalidCredentials,
    InviteRequired,
    Locked,
    RegistrationClosed,
    SessionEnded,
    SessionNotFound,
    SetupRequired,
    WrongPassword,
)
from kocmoc.auth.invites import routes as invites
from kocmoc.auth.totp import routes as totp
from kocmoc.auth.types import Departure, Devices, Login, PasswordChange, Registration, SignedIn, Visitor
from kocmoc.core import pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.http import StrictRequest
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.users import EmailTaken, LastAdmin, UsernameReserved, UsernameTaken

_ADMISSION = (SetupRequired, RegistrationClosed, InviteRequired, ForeignOrigin)


@post(
    "/auth/register",
    opt=refuses(*_ADMISSION, UsernameReserved, UsernameTaken, EmailTaken, Busy, public=True, cookies=True),
    tags=["Accounts"],
)
async def register(
    data: JSONBody[Registration],
    db: NamedDependency[Db],
    visitor: NamedDependency[Visitor],
    accounts: NamedDependency[Accounts],
) -> Response[SignedIn]:
    """Make an account, and be signed in. The server's first account is its admin."""
    return cookies.welcome(await accounts.entrance.register(db, visitor, data), visitor, status=201)


@post(
    "/auth/login",
    status_code=200,
    opt=refuses(
        InvalidCredentials,
        *SECOND_STEP,
        Locked,
        Busy,
        ForeignOrigin,
        public=True,
        cookies=True,
        in_maintenance=True,
    ),
    tags=["Accounts"],
)
async def login(
    data: JSONBody[Login],
    db: NamedDependency[Db],
    visitor: NamedDependency[Visitor],
    accounts: NamedDependency[Accounts],
) -> Response[SignedIn]:
    """Sign in with a username or an e-mail."""
    return cookies.welcome(await accounts.entrance.login(db, visitor, data), visitor)


@post(
    "/auth/refresh",
    status_code=200,
    opt=refuses(SessionEnded, ForeignOrigin, public=True, cookies=True, in_maintenance=True),
    tags=["Accounts"],
)
async def refresh(
    request: StrictRequest, visitor: NamedDependency[Visitor], accounts: NamedDependency[Accounts]
) -> Response[SignedIn]:
    """A new access token for the refresh cookie, which is replaced as well."""
    return cookies.welcome(await accounts.refresh(request.cookies.get(cookies.REFRESH, "")), visitor)


@post("/auth/logout", status_code=204, opt=refuses(ForeignOrigin, cookies=True, in_maintenance=True), tags=["Accounts"])
async def logout(
    db: NamedDependency[Db], me: NamedDependency[Principal], accounts: NamedDependency[Accounts]
) -> Response[None]:
    """End this session."""
    await accounts.logout(db, me)
    return cookies.farewell()


@post("/auth/password", status_code=204, opt=refuses(WrongPassword, Locked, Busy), tags=["Accounts"])
async def change_password(
    data: JSONBody[PasswordChange],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    accounts: NamedDependency[Accounts],
) -> None:
    """Change the password; all other sessions end."""
    await accounts.change_password(db, me, data)


@delete("/users/me", opt=refuses(WrongPassword, Locked, Busy, LastAdmin, ForeignOrigin, cookies=True), tags=["Users"])
async def leave(
    data: JSONBody[Departure],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    accounts: NamedDependency[Accounts],
) -> Response[None]:
    """Delete my account, at once and for good. My messages stay, as those of a deleted account."""
    await accounts.leave(db, me, data.password)
    return cookies.farewell()


@get("/auth/sessions", tags=["Accounts"])
async def list_sessions(
    reader: NamedDependency[Reader],
    me: NamedDependency[Principal],
    limit: pages.Limit = pages.DEFAULT,
    cursor: pages.Cursor = None,
) -> Devices:
    """Where I am signed in, the newest first."""
    return await sessions.list_mine(reader, me, limit, cursor)


@delete("/auth/sessions/{session_id:uuid}", opt=refuses(SessionNotFound), tags=["Accounts"])
async def end_session(session_id: FromPath[UUID], db: NamedDependency[Db], me: NamedDependency[Principal]) -> None:
    """Sign out another device, or this one."""
    await sessions.end_mine(db, me, session_id)


ROUTES = [
    *(register, login, refresh, logout, change_password, leave, list_sessions, end_session),
    *codes.ROUTES,
    *totp.ROUTES,
    *invites.ROUTES,
]
