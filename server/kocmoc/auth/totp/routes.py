"""HTTP in, HTTP out."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from kocmoc.auth.accounts import Accounts
from kocmoc.auth.errors import Busy, InvalidCode, InvalidTotp, Locked, TotpEnabled, TotpNotSetUp, WrongPassword
from kocmoc.auth.totp.types import RecoveryCodes, TotpDisable, TotpEnable, TotpSetup
from kocmoc.core.db import Db
from kocmoc.core.openapi import refuses
from kocmoc.core.principal import Principal


@post("/auth/totp/setup", status_code=200, opt=refuses(TotpEnabled), tags=["Accounts"])
async def set_up(
    db: NamedDependency[Db], me: NamedDependency[Principal], accounts: NamedDependency[Accounts]
) -> TotpSetup:
    """A secret for an authenticator. It counts from `enable` on; asked again before that, it is another."""
    return await accounts.second_factor.set_up(db, me)


@post(
    "/auth/totp/enable",
    status_code=200,
    opt=refuses(InvalidCode, TotpEnabled, TotpNotSetUp, Locked),
    tags=["Accounts"],
)
async def enable(
    data: JSONBody[TotpEnable],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    accounts: NamedDependency[Accounts],
) -> RecoveryCodes:
    """From now on signing in takes two steps. Answers the recovery codes, this once."""
    return await accounts.second_factor.enable(db, me, data.code)


@post(
    "/auth/totp/disable",
    status_code=204,
    opt=refuses(WrongPassword, InvalidTotp, TotpNotSetUp, Locked, Busy),
    tags=["Accounts"],
)
async def disable(
    data: JSONBody[TotpDisable],
    db: NamedDependency[Db],
    me: NamedDependency[Principal],
    accounts: NamedDependency[Accounts],
) -> None:
    """Sign in with one step again."""
    await accounts.second_factor.disable(db, me, data)


ROUTES = [set_up, enable, disable]
