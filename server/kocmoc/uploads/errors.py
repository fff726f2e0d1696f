"""How an upload can be refused, and why a file is not shown."""

from kocmoc.core.errors import (
    BadRequest,
    Conflict,
    Invalid,
    NotFound,
    Problem,
    TooLarge,
    TooMany,
    Unavailable,
    UnsupportedType,
)
from kocmoc.studio import Trouble


class FileNotFound(NotFound):
    """Also for files one may not see: refused and missing look alike."""

    code = "file_not_found"
    detail = "There is no such file, or you may not see it."


class FileUsed(Conflict):
    code = "attachment_used"
    detail = "This file is part of something already; upload it again."


class NotAForm(BadRequest):
    code = "not_multipart"
    detail = "The request body is not the form it says it is, or it broke off."


class NoForm(UnsupportedType):
    code = "not_multipart"
    detail = "Expected multipart/form-data."


class TooSlow(BadRequest):
    code = "upload_stalled"
    detail = "Nothing has arrived for too long."


class EmptyFile(Invalid):
    code = "empty_file"
    detail = "There is nothing in this file."


class FileTooLarge(TooLarge):
    detail = "This file is larger than this server takes."


class QuotaExceeded(TooLarge):
    code = "quota_exceeded"
    detail = "There is no room left for your files on this server."


class TypeNotAllowed(UnsupportedType):
    code = "type_not_allowed"
    detail = "Files of this type are not accepted here."


class TooManyUploads(TooMany):
    code = "too_many_uploads"
    detail = "Too many files at once; wait until some have arrived."
    retry_after = 2.0


class TooManyPixels(Invalid):
    code = "too_many_pixels"
    detail = "This picture is too large to be shown; send it smaller."


class BrokenFile(Invalid):
    code = "broken_file"
    detail = "This file is broken: what it is said to be cannot be read from it."


class NotASticker(Invalid):
    code = "not_a_sticker"
    detail = "A sticker is a PNG or WebP of at most 512 by 512 pixels and 512 KiB."


class Overloaded(Unavailable):
    code = "overloaded"
    detail = "More files are waiting to be looked at than can be right now."
    retry_after = 5.0


class StorageAway(Unavailable):
    code = "storage_unavailable"
    detail = "Files cannot be stored or read right now; try again in a moment."
    retry_after = 5.0


REFUSALS: dict[Trouble, type[Problem]] = {
    "type_not_allowed": TypeNotAllowed,
    "too_many_pixels": TooManyPixels,
    "broken_file": BrokenFile,
    "not_a_sticker": NotASticker,
}
