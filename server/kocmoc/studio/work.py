"""From an order to the work, or to why there is none."""

from pathlib import Path

from kocmoc.core import disk
from kocmoc.studio import media, papers, photo, sniff, sticker
from kocmoc.studio.types import UPLOAD, Order, Refused, Report, Work


def report(order: Order) -> Report:
    """Whatever a decoder stumbles over is the file's fault, and no reason to stop working. Of a full disk it is not."""
    try:
        return Report(work=_do(order))
    except Refused as refused:
        return Report(trouble=refused.trouble)
    except Exception as error:
        return Report(trouble="storage_full" if disk.is_full(error) else "broken_file")


def _do(order: Order) -> Work:
    folder = Path(order.folder)
    with (folder / UPLOAD).open("rb") as file:
        found = sniff.find(file.read(sniff.HEAD_BYTES))
    if found is None:
        raise Refused("type_not_allowed")
    if order.task == "avatar":
        return photo.square(folder, found)
    if order.task == "sticker":
        return sticker.check(folder, found)
    if order.task == "glimpse":
        return photo.glimpse(folder, found)
    return _attachment(order, folder, found)


def _attachment(order: Order, folder: Path, found: sniff.Type) -> Work:
    if found.kind == "photo":
        work = photo.keep(folder, found) if order.wanted == "document" else photo.develop(folder, found)
    elif found.kind == "document":
        work = papers.check(folder, found)
    else:
        papers.look_behind(folder / UPLOAD)
        work = media.look(folder, found, needs_waveform=order.needs_waveform)
    return _as_wanted(work, order)


def _as_wanted(work: Work, order: Order) -> Work:
    """Anything may be sent as a document, and what nobody can play is one, unless its sender knows what it is. A
    container without pictures may be a recording."""
    if order.wanted == "document" or (order.wanted is None and _is_mute(work)):
        work.kind, work.waveform = "document", None
    elif order.wanted == "audio" and work.kind == "video" and work.width is None:
        work.kind = "audio"
        work.mime = work.mime.replace("video/quicktime", "audio/mp4").replace("video/", "audio/")
    elif order.wanted not in (None, work.kind):
        raise Refused("type_not_allowed")
    return work


def _is_mute(work: Work) -> bool:
    """Whether a film has no pictures in it, or a recording no sound."""
    return (work.kind == "video" and work.width is None) or (work.kind == "audio" and work.duration is None)
