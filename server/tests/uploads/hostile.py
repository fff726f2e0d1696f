"""Files somebody made to do harm, or that broke on their way. Each is made here, none is kept here."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from tests.uploads.films import film, tone
from tests.uploads.pictures import moving, photo, saved

EXE = b"MZ\x90\x00" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def archive(*names: str, first: str = "readme.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in (first, *names):
            file.writestr(name, b"content")
    return out.getvalue()


def lying_archive() -> bytes:
    """The list at its end says one name, the entry itself another."""
    return archive("setup.txt").replace(b"setup.txt", b"setup.exe", 1)


def bomb(width: int, height: int) -> bytes:
    """A PNG of one colour, a few kilobytes long however large it is."""
    row = zlib.compressobj(9)
    lines = b"".join(row.compress(b"\0" * (1 + (width + 7) // 8)) for _ in range(height)) + row.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", lines) + _chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG with a compressed text of 200 MB."""
    plain = photo(8, 8, "PNG")
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(bytes(2**20)) for _ in range(200)) + packed.flush()
    return plain[:33] + _chunk(b"zTXt", b"Comment\0\0" + content) + plain[33:]


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def gif_bomb() -> bytes:
    """Sixty-five thousand pixels high and wide, in its head; a single one in its picture."""
    return b"GIF89a" + struct.pack("<HH", 65_000, 65_000) + moving("GIF")[10:]


def endless_gif(frames: int) -> bytes:
    """So many frames of one pixel each."""
    one = b",\0\0\0\0\1\0\1\0\0\2\2D\1\0"
    return b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff" + one * frames + b";"


def endless_webp(frames: int) -> bytes:
    """The same, as an animated WebP."""
    still = saved(Image.new("RGB", (1, 1)), "WEBP", lossless=True)[12:]
    frame = b"ANMF" + struct.pack("<I", 16 + len(still)) + bytes(12) + b"\1\0\0\0" + still
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + bytes(6) + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    body += frame * frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


NOT_TAKEN: dict[str, tuple[str, bytes]] = {
    "a program as a picture": ("отпуск.png", EXE),
    "a program that is a picture further on": ("отпуск.png", b"MZ" + photo(kind="PNG")),
    "a text that begins as a program": ("письмо.txt", b"MZ is all it says"),
    "ELF": ("отпуск", b"\x7fELF\x02\x01\x01" + bytes(100)),
    "Mach-O": ("отпуск", b"\xcf\xfa\xed\xfe" + bytes(100)),
    "Mach-O for several": ("отпуск", b"\xca\xfe\xba\xbe" + bytes(100)),
    "a page as a text": ("письмо.txt", HTML),
    "a page in capitals after blanks": ("письмо.txt", b"\n\t  <HTML><body>"),
    "a page behind a mark": ("письмо.txt", b"\xef\xbb\xbf<html>"),
    "a page behind more blanks than are looked at first": ("письмо.txt", b" " * 70_000 + b"<html>"),
    "a page that begins where a block ends": ("письмо.txt", b"\n" * 65_535 + b"<script>alert(1)</script>"),
    "a page behind what nobody sees": ("письмо.txt", "\ufeff\u200b\ufeff<html>".encode()),
    "a page in UTF-16": ("письмо.txt", "<html>".encode("utf-16")),
    "a page behind a comment": ("письмо.txt", b"<!-- hello --><script>"),
    "a script for the browser": ("письмо.txt", b"<script>alert(1)</script>"),
    "a script for the shell": ("письмо.txt", b"#!/bin/sh\nrm -rf /"),
    "a script for the server": ("письмо.txt", b"<?php system($_GET['c']);"),
    "a drawing": ("рисунок.txt", SVG),
    "a drawing as XML": ("рисунок.txt", b'<?xml version="1.0"?>' + SVG),
    "a text that turns into something else": ("письмо.txt", b"hello " * 2000 + bytes(20)),
    "noise": ("шум.bin", bytes(range(256)) * 20),
    "BMP": ("рисунок.bmp", photo(kind="BMP")),
    "TIFF": ("рисунок.tif", photo(kind="TIFF")),
    "ICO": ("рисунок.ico", photo(32, 32, kind="ICO")),
    "PPM": ("рисунок.ppm", photo(kind="PPM")),
    "JPEG 2000": ("рисунок.jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(100)),
    "AVI": ("фильм.avi", b"RIFF\0\0\0\0AVI LIST" + bytes(100)),
    "Matroska": ("фильм.mkv", b"\x1aE\xdf\xa3\x8bB\x82\x88matroska" + bytes(100)),
    "an installer as a letter": ("письмо.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
    "a program in an archive": ("архив.zip", archive("setup.exe")),
    "a program deep in an archive": ("архив.zip", archive("a/b/c/Setup.EXE")),
    "a program with two names in an archive": ("архив.zip", archive("photo.scr.jpg")),
    "a program under another name in the list": ("архив.zip", lying_archive()),
    "a page in an archive": ("архив.zip", archive("index.html")),
    "an archive of Java": ("архив.zip", archive("Main.jar")),
    "a program in an office document": (
        "письмо.docx",
        archive("word/document.xml", "x.exe", first="[Content_Types].xml"),
    ),
    "an archive behind a document": ("письмо.pdf", b"%PDF-1.7\n" + archive("setup.exe")),
    "an archive behind a recording": ("голос.wav", tone(0.2) + archive("setup.exe")),
    "an archive behind a film": ("фильм.mp4", film(seconds=1) + archive("setup.exe")),
    "an archive behind a text": ("письмо.txt", b"hello\n" * 1000 + archive("setup.exe")),
}

BROKEN: dict[str, bytes] = {
    "half a JPEG": photo(1200, 900)[:4000],
    "half a PNG": saved(Image.effect_noise((400, 300), 90), "PNG")[:9000],
    "half a WebP": saved(Image.effect_noise((400, 300), 90).convert("RGB"), "WEBP")[:3000],
    "half a GIF": saved(Image.effect_noise((400, 300), 90), "GIF")[:9000],
    "half a HEIC": saved(Image.effect_noise((400, 300), 90).convert("RGB"), "HEIF")[:3000],
    "only the beginning of a JPEG": b"\xff\xd8\xff\xe0",
    "only the beginning of a PNG": b"\x89PNG\r\n\x1a\n",
    "only the beginning of a GIF": b"GIF89a",
    "a PNG of nothing": b"\x89PNG\r\n\x1a\n" + bytes(4000),
    "a picture of no size": bomb(0, 0),
    "half an archive": archive("a.txt")[:-30],
    "an archive of nonsense": b"PK\x03\x04" + bytes(500),
}

TOO_LARGE: dict[str, bytes] = {
    "169 megapixels in 20 kB": bomb(13_000, 13_000),
    "51 megapixels": bomb(10_200, 5_000),
    "a line of a million pixels": bomb(1_000_000, 60),
    "a GIF that says it is huge": gif_bomb(),
    "a GIF of 10,000 frames": endless_gif(10_000),
    "a WebP of 10,000 frames": endless_webp(10_000),
}

TWO_AT_ONCE: dict[str, bytes] = {
    "a JPEG with an archive behind it": photo() + archive("setup.exe"),
    "a PNG with a page behind it": photo(kind="PNG") + HTML,
    "a GIF with an archive behind it": moving("GIF") + archive("setup.exe"),
    "a WebP with a script behind it": photo(kind="WEBP") + b"<script>setup.exe</script>",
    "a JPEG with a script in a comment": photo(comment=b"*/=<script>setup.exe</script>/*"),
    "a GIF with a script in a comment": saved(Image.new("P", (9, 9)), "GIF", comment=b"<script>setup.exe</script>"),
}
