"""Draws what comes along: `python -m art.draw` the pack of stickers, and what people of the demo world show."""

from pathlib import Path

from art import papers, sounds
from art.canvas import Canvas
from art.photographs import PHOTOGRAPHS
from art.skies import SKIES
from art.strelka import STRELKA

SERVER = Path(__file__).parents[1] / "server/kocmoc"
STICKERS = SERVER / "stickers/ours"
SHOWN = SERVER / "demo/shown"


def main() -> None:
    for folder in (STICKERS, SHOWN):
        folder.mkdir(exist_ok=True)
    for name, draw in (STRELKA | SKIES).items():
        canvas = Canvas()
        draw(canvas)
        canvas.cut().save(STICKERS / f"{name}.webp", quality=88, method=6)
    for name, take in PHOTOGRAPHS.items():
        take().save(SHOWN / f"{name}.jpg", quality=88, optimize=True, progressive=True)
    papers.route().save(SHOWN / "route.pdf", title="Восход", resolution=150.0)
    sounds.bass(SHOWN / "bass.ogg")


if __name__ == "__main__":
    main()
