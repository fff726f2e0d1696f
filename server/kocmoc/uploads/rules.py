"""What is not taken, whatever it is: names of things that run, and files that begin as such things do."""

import re
import unicodedata
from collections.abc import Iterable

from kocmoc.uploads import names, sniff
from kocmoc.uploads.errors import EmptyFile, TypeNotAllowed
from kocmoc.uploads.types import Kind, Wanted

DENIED = frozenset(
    """
    ade adp apk app appimage appx asp aspx bash bat cgi chm cmd com command cpl csh deb desktop dll dmg docm dotm drv
    elf exe gadget hta htm html inf ins iso isp jar jnlp js jse jsp ksh lnk mde mht mhtml mjs msc msh msi msix msp mst
    ocx phar php phtml pif pl ppam pptm ps1 ps1xml psd1 psm1 pyw pyz reg rpm run scf scr sct settingcontent-ms sh shs
    shtml so svg svgz swf sys tcsh url vb vbe vbs vhd vhdx war wasm website workflow ws wsc wsf wsh xbap xht xhtml xlam
    xll xlsm xltm xsl xslt zsh
    """.split()
)
# As inner parts these are in the names of harmless things: mail.example.com.pdf, jquery.js.txt.
_FINE_INSIDE = frozenset({"com", "js"})


def check_name(given: str) -> None:
    """Raises TypeNotAllowed for a name that somebody's system would run, also when that is only its inner extension."""
    if is_denied(given):
        raise TypeNotAllowed


def is_denied(given: str) -> bool:
    """Whether any system might take this name for something to run."""
    name = unicodedata.normalize("NFKC", names.plain(given)).casefold().rstrip(". ")
    _, *extensions = (part.strip() for part in re.split("[.:]", name))
    *inner, last = extensions or [""]
    return last in DENIED or not DENIED.isdisjoint(set(inner) - _FINE_INSIDE)


def is_any_denied(given: Iterable[str]) -> bool:
    return any(is_denied(name) for name in given)


def check_head(head: bytes) -> sniff.Type:
    """What a file that begins so may be. Raises EmptyFile or TypeNotAllowed."""
    if not head:
        raise EmptyFile
    found = sniff.find(head)
    if found is None:
        raise TypeNotAllowed
    return found


def kind(found: sniff.Type, wanted: Wanted | None) -> Kind:
    """What it is shown as: what it is, or a document when sent as one. Raises TypeNotAllowed for anything else."""
    if wanted is None or wanted == found.kind:
        return found.kind
    if wanted == "document":
        return "document"
    raise TypeNotAllowed(f"This file cannot be shown as {wanted}.")
