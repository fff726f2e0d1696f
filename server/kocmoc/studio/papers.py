"""Documents: kept as they are, once it is clear that nothing in them is made to be run."""

import codecs
import struct
import zipfile
from pathlib import Path

from kocmoc.studio import denied, sniff
from kocmoc.studio.types import UPLOAD, Refused, Work

_MOST_ENTRIES = 20_000
_BLOCK = 64 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_BY_FOLDER = {
    "word/": (_OFFICE + "wordprocessingml.document", "docx"),
    "xl/": (_OFFICE + "spreadsheetml.sheet", "xlsx"),
    "ppt/": (_OFFICE + "presentationml.presentation", "pptx"),
}
_BY_MIMETYPE = {_OPEN + "text": "odt", _OPEN + "spreadsheet": "ods", _OPEN + "presentation": "odp"}
# The streams of the old office formats, as they are named inside; an installer has none of them.
_BY_STREAM = {
    "WordDocument": ("application/msword", "doc"),
    "Workbook": ("application/vnd.ms-excel", "xls"),
    "Book": ("application/vnd.ms-excel", "xls"),
    "PowerPoint Document": ("application/vnd.ms-powerpoint", "ppt"),
}


def check(folder: Path, found: sniff.Type) -> Work:
    """The document, by its real type. Raises Refused."""
    path = folder / UPLOAD
    mime, extension = found.mime, found.extension
    if found is sniff.TEXT:
        _check_text(path)
    elif found is sniff.OLE:
        mime, extension = _old_office(path)
    elif found is sniff.ZIP:
        mime, extension = _look_into(path)
    if found is not sniff.ZIP:
        look_behind(path)
    return Work(mime=mime, kind="document", extension=extension)


def look_behind(path: Path) -> None:
    """A file can be two at once, one read from its beginning and one, an archive, from its end. Raises Refused."""
    if zipfile.is_zipfile(path):
        _look_into(path)


def _check_text(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(sniff.HEAD_BYTES)
        decoder = codecs.getincrementaldecoder(sniff.encoding(head))("replace")
        file.seek(0)
        beginning = ""
        while block := file.read(_BLOCK):
            part = decoder.decode(block)
            beginning = sniff.beginning(beginning + part)  # however much of nothing comes first
            if sniff.is_no_text(part) or sniff.is_active(beginning):
                raise Refused("type_not_allowed")


def _look_into(path: Path) -> tuple[str, str]:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                raise Refused("type_not_allowed")
            names = [entry.filename for entry in entries] + [_local_name(file, entry) for entry in entries]
            if any(map(denied.is_denied, names)):
                raise Refused("type_not_allowed")
            return _office(archive, names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        raise Refused("broken_file") from None


def _local_name(file: object, entry: zipfile.ZipInfo) -> str:
    """The name an entry has where it lies, which some programs believe more than the list at the end."""
    file.seek(entry.header_offset + 26)  # type: ignore[attr-defined]
    size = struct.unpack("<H2x", file.read(4))[0]  # type: ignore[attr-defined]
    return str(file.read(size).decode("utf-8", "replace"))  # type: ignore[attr-defined]


def _office(archive: zipfile.ZipFile, names: list[str]) -> tuple[str, str]:
    if names[:1] == ["mimetype"]:
        kind = archive.open("mimetype").read(100).decode("ascii", "replace").strip()
        if kind in _BY_MIMETYPE:
            return kind, _BY_MIMETYPE[kind]
    if "[Content_Types].xml" in names:
        for folder, known in _BY_FOLDER.items():
            if any(name.startswith(folder) for name in names):
                return known
    return sniff.ZIP.mime, sniff.ZIP.extension


def _old_office(path: Path) -> tuple[str, str]:
    """By the names in the directory, which begin at multiples of 128 bytes. Raises Refused for what else is kept so."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            for at in range(0, len(block), 128):
                name = block[at : at + 64].decode("utf-16-le", "replace").partition("\0")[0]
                if name in _BY_STREAM:
                    return _BY_STREAM[name]
    raise Refused("type_not_allowed")
