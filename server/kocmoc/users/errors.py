"""How things with people can fail."""

from kocmoc.core.errors import Conflict, Invalid, NotFound, Problem, TooLarge, Unavailable


class UserNotFound(NotFound):
    code = "user_not_found"
    detail = "There is no such user."


class UsernameTaken(Conflict):
    code = "username_taken"
    detail = "Somebody has this username already."


class UsernameReserved(Invalid):
    code = "username_reserved"
    detail = "Names like this one are of accounts that are no more."


class EmailTaken(Conflict):
    code = "email_taken"
    detail = "There is an account with this e-mail already."


class LastAdmin(Conflict):
    code = "last_admin"
    detail = "This is the only administrator; appoint another one first."


# How making an avatar of a file can fail; the room of files, above this one, raises them for all it does.


class FileNotFound(NotFound):
    """Also for files one may not see: refused and missing look alike."""

    code = "file_not_found"
    detail = "There is no such file, or you may not see it."


class FileUsed(Conflict):
    code = "attachment_used"
    detail = "This file is part of something already; upload it again."


class StorageAway(Unavailable):
    code = "storage_unavailable"
    detail = "Files cannot be stored or read right now; try again in a moment."
    retry_after = 5.0


class StorageFull(Problem):
    """To come again does not help: somebody has to make room."""

    status, title, code = 507, "Insufficient storage", "storage_full"
    detail = "This server has no room left for files; whoever runs it has to make some."


class BrokenFile(Invalid):
    code = "broken_file"
    detail = "This file is broken: what it is said to be cannot be read from it."


class QuotaExceeded(TooLarge):
    code = "quota_exceeded"
    detail = "There is no room left for your files on this server."


class Overloaded(Unavailable):
    code = "overloaded"
    detail = "More files are waiting to be looked at than can be right now."
    retry_after = 5.0


AVATAR_REFUSALS = (FileNotFound, FileUsed, BrokenFile, QuotaExceeded, StorageAway, StorageFull, Overloaded)
