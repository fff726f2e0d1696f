"""How signing in, and staying so, can fail."""

from kocmoc.core.errors import Forbidden, NotFound, TooMany, Unauthorized, Unavailable


class TokenExpired(Unauthorized):
    code = "token_expired"
    detail = "The access token has expired; refresh it."


class SessionEnded(Unauthorized):
    code = "session_ended"
    detail = "This session has ended; sign in again."


class InvalidCredentials(Unauthorized):
    code = "invalid_credentials"
    detail = "There is no account with this login and password."


class WrongPassword(Forbidden):
    code = "wrong_password"
    detail = "This is not the current password."


class Locked(TooMany):
    code = "locked"
    detail = "Too many wrong passwords; try again later."


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
