"""Files looked at: what they are, what is in them, and how they are shown. Of people and chats it knows nothing.

What decodes anything does so in a process of its own; here, in the server's, only first bytes and names are read.
"""

from kocmoc.studio.denied import is_denied, plain
from kocmoc.studio.pool import Busy, Studio
from kocmoc.studio.sniff import HEAD_BYTES, Type, find
from kocmoc.studio.types import MAIN, THUMBNAIL, UPLOAD, Kind, Order, Refused, Trouble, Work

__all__ = [
    "HEAD_BYTES",
    "MAIN",
    "THUMBNAIL",
    "UPLOAD",
    "Busy",
    "Kind",
    "Order",
    "Refused",
    "Studio",
    "Trouble",
    "Type",
    "Work",
    "find",
    "is_denied",
    "plain",
]
