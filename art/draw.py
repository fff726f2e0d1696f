"""Draws the pack of stickers that comes along: `python -m art.draw`."""

from pathlib import Path

from art.canvas import Canvas
from art.skies import SKIES
from art.strelka import STRELKA

FOLDER = Path(__file__).parents[1] / "server/kocmoc/stickers/ours"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, draw in (STRELKA | SKIES).items():
        canvas = Canvas()
        draw(canvas)
        canvas.cut().save(FOLDER / f"{name}.webp", quality=88, method=6)


if __name__ == "__main__":
    main()
