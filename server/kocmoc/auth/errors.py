"""How signing in, and staying so, can fail."""

from kocmoc.core.errors import Conflict, Forbidden, NotFound, TooMany, Unauthorized, Unavailable


class TokenExpired(Unauthorized):
    code = "token_expired"
    detail = "The access token has expired; refresh it."


class SessionEnded(Unauthorized):
    code = "session_ended"
    detail = "This session has ended; sign in again."


class InvalidCredentials(Unauthorized):
    code = "invalid_credentials"
    detail = "There is no account with this login and password."


class InvalidCode(Unauthorized):
    code = "invalid_code"
    detail = "This code is wrong, used or expired."


class TotpRequired(Unauthorized):
    code = "totp_required"
    detail = "This account has two steps: send a code of its authenticator, or a recovery code, as `totp`."


class InvalidTotp(Unauthorized):
    code = "invalid_totp"
    detail = "This is not a code of the authenticator that is valid now, nor an unused recovery code."


# How whoever has passed the first step may fail at the second.
SECOND_STEP = (TotpRequired, InvalidTotp)


class TotpEnabled(Conflict):
    code = "totp_enabled"
    detail = "This account has two steps already."


class TotpNotSetUp(Conflict):
    code = "totp_not_set_up"
    detail = "There is no second step to enable or disable; set one up first."


class CodeTooSoon(TooMany):
    code = "code_too_soon"
    detail = "A code has just been sent to this address; wait a moment before asking for another."


class WrongPassword(Forbidden):
    code = "wrong_password"
    detail = "This is not the current password."


class Locked(TooMany):
    code = "locked"
    detail = "Too many wrong tries; try again later."


class Busy(Unavailable):
    code = "overloaded"
    detail = "Too many people are signing in right now; try again in a moment."
    retry_after = 2.0


class SetupRequired(Forbidden):
    code = "setup_required"
    detail = "The first account is made on the server itself, or with the set-up token it printed when it started."


class RegistrationClosed(Forbidden):
    code = "registration_closed"
    detail = "This server takes no new accounts."


class InviteRequired(Forbidden):
    code = "invite_required"
    detail = "A valid invitation is needed to make an account here."


class ForeignOrigin(Forbidden):
    code = "foreign_origin"
    detail = "Pages of other sites may not do this."


class SessionNotFound(NotFound):
    code = "session_not_found"
    detail = "You have no such session."


class InviteNotFound(NotFound):
    code = "invite_not_found"
    detail = "There is no such invitation."
