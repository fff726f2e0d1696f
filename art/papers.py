"""The one sheet of paper of the demo world: how one gets to the field, on a page of A4."""

from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from art.canvas import Point, curve, star

SIZE = (1240, 1754)
LETTERS = Path(__file__).parents[1] / "web/node_modules/@fontsource-variable/onest/files"
INK, FAINT, ROAD, WATER, WOOD = "#2b1b4d", "#8d80ad", "#7c5cff", "#cfe6ff", "#dff2df"


def route() -> Image.Image:
    """From the northern gates past the water tower to the field, with the turn nobody may miss."""
    sheet = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(sheet)
    draw.polygon([*curve((0, 420), (380, 360), (470, 760), (180, 980)), (0, 1060)], fill=WOOD)
    draw.polygon([*curve((1240, 980), (840, 1060), (880, 1420), (1240, 1480))], fill=WOOD)
    draw.line(curve((0, 1260), (420, 1180), (700, 1560), (1240, 1520)), fill=WATER, width=46, joint="curve")
    way = curve((250, 1500), (330, 1160), (620, 1180), (640, 900))
    way += curve((640, 900), (660, 640), (940, 700), (930, 420))
    draw.line(way, fill="#e6dfff", width=34, joint="curve")
    draw.line(way, fill=ROAD, width=12, joint="curve")
    for at in way[:: len(way) // 9]:
        _spot(draw, at, 9, "white")
    _spot(draw, way[0], 26, ROAD)
    draw.polygon(star(930, 400, 62, 26), fill="#ffc94d", outline=INK, width=5)
    draw.rectangle((690, 860, 726, 930), fill="#b9adda", outline=INK, width=4)
    draw.ellipse((672, 806, 744, 872), fill="#b9adda", outline=INK, width=4)
    draw.line([(1130, 220), (1130, 110)], fill=INK, width=7)
    draw.polygon([(1130, 84), (1108, 130), (1152, 130)], fill=INK)
    for at, words, size, ink in (
        ((90, 84), "Восход", 84, INK), ((92, 186), "маршрут колонны · астроклуб «Парсек»", 36, FAINT),
        ((300, 1490), "северные ворота, 21:30", 40, INK), ((766, 820), "водокачка:\nсвязь ещё есть", 40, INK),
        ((236, 590), "после поворота\nтолько красный свет", 40, "#c0264f"), ((740, 270), "поле, две трубы", 40, INK),
        ((1112, 236), "С", 40, INK), ((92, 1640), "4,6 км · уезжаем вместе, не раньше рассвета", 36, FAINT),
    ):  # fmt: skip
        for row, line in enumerate(words.split("\n")):
            _write(draw, (at[0], at[1] + row * size * 1.25), line, size, ink)
    return sheet


def _write(draw: ImageDraw.ImageDraw, at: Point, words: str, size: int, ink: str) -> None:
    """The letters of the web client, which keeps those of each alphabet in a file of their own."""
    x, y = at
    for is_russian, letters in groupby(words, lambda letter: "а" <= letter.lower() <= "ё"):
        font = ImageFont.truetype(LETTERS / f"onest-{'cyrillic' if is_russian else 'latin'}-wght-normal.woff2", size)
        run = "".join(letters)
        draw.text((x, y), run, fill=ink, font=font)
        x += font.getlength(run)


def _spot(draw: ImageDraw.ImageDraw, at: Point, radius: float, fill: str) -> None:
    draw.ellipse((at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius), fill=fill)
