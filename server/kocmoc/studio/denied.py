"""Names of things that run: not taken, whatever is in them."""

import re
import unicodedata

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
# Directions and marks that make a name read differently than it is; everything that is no character.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
_ESCAPED = re.compile("%([01][0-9a-f]|22|7f)", re.IGNORECASE)


def is_denied(given: str) -> bool:
    """Whether any system might take this name for something to run, also when that is only an inner extension."""
    name = unicodedata.normalize("NFKC", plain(given)).casefold().rstrip(". ")
    _, *extensions = (part.strip() for part in re.split("[.:]", name))
    *inner, last = extensions or [""]
    return last in DENIED or not DENIED.isdisjoint(set(inner) - _FINE_INSIDE)


def plain(given: str) -> str:
    """The last part of a path, without what is not seen, of which forms write some as `%22` and `%00`."""
    name = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), unicodedata.normalize("NFC", given))
    return re.split(r"[/\\]", _UNSEEN.sub("", name))[-1]
