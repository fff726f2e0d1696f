"""What goes in and what comes out."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Generic, Literal, NamedTuple, TypeVar

from msgspec import Meta, Struct

from kocmoc.studio import Kind

# What a form says beside its file.
Form = TypeVar("Form", bound=Struct)

# Where in the storage avatars lie, and where on the wire.
AVATARS = "avatars/"

Wanted = Literal["photo", "video", "document", "audio"]
Waveform = Annotated[list[Annotated[int, Meta(ge=0, le=31)]], Meta(min_length=100, max_length=100)]
Seconds = Annotated[float, Meta(ge=0, le=1_000_000)]


class Attachment(Struct, kw_only=True):
    """A file as a message shows it. The paths are stable, and ask who is asking at every request."""

    id: str
    kind: Kind
    name: str
    mime: str
    size: int
    url: str
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    waveform: Waveform | None = None
    thumbnail_url: str | None = None
    thumbhash: str | None = None


class Wishes(Struct, forbid_unknown_fields=True):
    """What the sender says beside the file. What the bytes say of kind and duration comes first."""

    kind: Wanted | None = None
    duration: Seconds | None = None
    waveform: Waveform | None = None


class Incoming(NamedTuple):
    """An upload that begins to arrive. `length` is what its sender says, if anything."""

    address: str
    content_type: str
    length: int | None
    body: AsyncIterator[bytes]


class Parcel(NamedTuple, Generic[Form]):
    """What has arrived: a file that lies at `path`, under the name it came with, and what was said beside it."""

    path: Path
    name: str
    size: int
    said: Form


class File(NamedTuple):
    """A file about to be kept. `size` is of all that is kept of it."""

    attachment: Attachment
    key: str
    thumbnail_key: str | None
    size: int


class Claimed(NamedTuple):
    """A file that has just become part of something."""

    attachment: Attachment
    key: str


class Remains(NamedTuple):
    """What is to be taken away of a file nobody can see any more."""

    key: str
    thumbnail_key: str | None
    avatar: str | None


class Stored(NamedTuple):
    """A file of the storage as it is served. Its `key` never means other bytes, so it is the ETag as well."""

    key: str
    size: int
    mime: str
    name: str
