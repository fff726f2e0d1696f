"""What the studio is asked, and what it answers."""

from typing import Literal

from msgspec import Struct

Kind = Literal["photo", "video", "document", "audio", "sticker"]
Trouble = Literal["type_not_allowed", "too_many_pixels", "broken_file", "not_a_sticker", "storage_full"]

UPLOAD, MAIN, THUMBNAIL = "upload", "main", "thumbnail"


class Order(Struct, frozen=True):
    """What to make of the file `upload` in a folder: an attachment, a round avatar's square, a sticker, or only a
    glimpse of it."""

    folder: str
    task: Literal["attachment", "avatar", "sticker", "glimpse"] = "attachment"
    wanted: Literal["photo", "video", "document", "audio"] | None = None
    needs_waveform: bool = True


class Work(Struct, kw_only=True):
    """What was made. `main` says in which file of the folder it lies; `thumbnail` is beside it, or is not."""

    mime: str
    kind: Kind
    extension: str
    main: str = UPLOAD
    has_thumbnail: bool = False
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    waveform: list[int] | None = None
    thumbhash: str | None = None


class Report(Struct):
    """One of the two: the work, or why there is none."""

    work: Work | None = None
    trouble: Trouble | None = None


class Refused(Exception):
    """This file is not to be kept."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble
