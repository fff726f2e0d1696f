"""HTTP in, HTTP out."""

from litestar import Response, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kocmoc.auth import cookies
from kocmoc.auth.accounts import Accounts
from kocmoc.auth.codes.types import CodeLogin, CodeRequest, CodeSent, EmailChange, Reset
from kocmoc.auth.errors import SECOND_STEP, Busy, CodeTooSoon, ForeignOrigin, InvalidCode, Locked
from kocmoc.auth.gate import REFUSALS
from kocmoc.auth.types import Guest, SignedIn, Visitor
from kocmoc.core.db import Db
from kocmoc.core.errors import Unauthorized
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal
from kocmoc.users import EmailTaken

# Whoever brings a token to a public route is told when it is no good.
_GUESTS = (Unauthorized, *REFUSALS)
_CODE = (InvalidCode, *SECOND_STEP, Locked, ForeignOrigin)


@post(
    "/auth/send-code",
    status_code=202,
    opt=refuses(CodeTooSoon, *_GUESTS, public=True, guests=True),
    tags=["Accounts"],
)
async def send_code(
    data: JSONBody[CodeRequest],
    visitor: NamedDependency[Visitor],
    guest: NamedDependency[Guest],
    accounts: NamedDependency[Accounts],
) -> CodeSent:
    """Mail a code to this address, if there is an account with it; the answer does not tell.

    With an access token the code is mailed in any case, and serves only to change the e-mail of that account.
    """
    return await accounts.codes.send(visitor, guest.principal, data.email)


@post(
    "/auth/verify-code",
    status_code=200,
    opt=refuses(*_CODE, *_GUESTS, public=True, guests=True, cookies=True),
    tags=["Accounts"],
)
async def verify_code(
    data: JSONBody[CodeLogin],
    db: NamedDependency[Db],
    visitor: NamedDependency[Visitor],
    guest: NamedDependency[Guest],
    accounts: NamedDependency[Accounts],
) -> Response[SignedIn]:
    """Sign in with a code, which verifies the e-mail.

    The first time, unless it comes with an access token of that account, its password and its other sessions end:
    whoever made the account had not proved that the address is theirs.
    """
    return cookies.welcome(await accounts.codes.verify(db, visitor, guest.principal, data), visitor)


@post("/auth/reset", status_code=200, opt=refuses(*_CODE, Busy, public=True, cookies=True), tags=["Accounts"])
async def reset(
    data: JSONBody[Reset],
    db: NamedDependency[Db],
    visitor: NamedDependency[Visitor],
    accounts: NamedDependency[Accounts],
) -> Response[SignedIn]:
    """Set a new password with a code, and be signed in; all other sessions end."""
    return cookies.welcome(await accounts.codes.reset(db, visitor, data), visitor)


@patch("/users/me/email", status_code=204, opt=refuses(InvalidCode, EmailTaken, Locked), tags=["Users"])
async def change_email(
    data: JSONBody[EmailChange],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    accounts: NamedDependency[Accounts],
) -> None:
    """Change my e-mail to the address a code was sent to, or verify the one I have."""
    await accounts.codes.change_email(db, me, data)


ROUTES = [send_code, verify_code, reset, change_email]
