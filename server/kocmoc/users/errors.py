"""How things with people can fail."""

from kocmoc.core.errors import Conflict, NotFound


class UserNotFound(NotFound):
    code = "user_not_found"
    detail = "There is no such user."


class UsernameTaken(Conflict):
    code = "username_taken"
    detail = "Somebody has this username already."


class EmailTaken(Conflict):
    code = "email_taken"
    detail = "There is an account with this e-mail already."
