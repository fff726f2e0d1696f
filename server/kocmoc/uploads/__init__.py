"""Files: taken in piece by piece, looked at, kept, and shown to whoever may see what they are part of."""

from kocmoc.uploads.actions import Uploads, claim, say_farewell
from kocmoc.uploads.errors import REFUSALS, FileNotFound, FileUsed, StorageAway, StorageFull
from kocmoc.uploads.manual import describe
from kocmoc.uploads.reception import incoming
from kocmoc.uploads.routes import ROUTES
from kocmoc.uploads.types import Attachment, Claimed

__all__ = [
    "REFUSALS",
    "ROUTES",
    "Attachment",
    "Claimed",
    "FileNotFound",
    "FileUsed",
    "StorageAway",
    "StorageFull",
    "Uploads",
    "claim",
    "describe",
    "incoming",
    "say_farewell",
]
