"""How an upload can be refused, and why a file is not shown."""

from kocmoc.core.errors import (
    BadRequest,
    Invalid,
    Problem,
    TooLarge,
    TooMany,
    UnsupportedType,
)
from kocmoc.studio import Trouble
from kocmoc.users import BrokenFile, FileNotFound, FileUsed, Overloaded, QuotaExceeded, StorageAway, StorageFull


class NotAForm(BadRequest):
    code = "not_multipart"
    detail = "The request body is not the form it says it is, or it broke off."


class NoForm(UnsupportedType):
    code = "not_multipart"
    detail = "Expected multipart/form-data."


class TooSlow(BadRequest):
    code = "upload_stalled"
    detail = "Too little has arrived for too long."


class EmptyFile(Invalid):
    code = "empty_file"
    detail = "There is nothing in this file."


class FileTooLarge(TooLarge):
    detail = "This file is larger than this server takes."


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


class NotASticker(Invalid):
    code = "not_a_sticker"
    detail = "A sticker is a PNG or WebP of at most 512 by 512 pixels and 512 KiB."


__all__ = ["BrokenFile", "FileNotFound", "FileUsed", "Overloaded", "QuotaExceeded", "StorageAway", "StorageFull"]

TROUBLES: dict[Trouble, type[Problem]] = {
    "type_not_allowed": TypeNotAllowed,
    "too_many_pixels": TooManyPixels,
    "broken_file": BrokenFile,
    "not_a_sticker": NotASticker,
    "storage_full": StorageFull,
}

# How taking in a file can fail.
REFUSALS: tuple[type[Problem], ...] = (
    *(NotAForm, TooSlow, FileTooLarge, QuotaExceeded, NoForm, TypeNotAllowed, NotASticker),
    *(Invalid, EmptyFile, TooManyPixels, BrokenFile, TooManyUploads, StorageAway, StorageFull, Overloaded),
)
