"""What else flies around up there, most of it with a face."""

from math import cos, radians, sin

from art.canvas import Canvas, curve, heart, star
from art.strelka import FOLD, GOLD, NOSE, ORANGE, PINK, ROSE, SKY, SUIT, TRIM, Drawing


def face(c: Canvas, x: float, y: float, size: float = 1.0, *, awake: bool = True) -> None:
    for side in (-1, 1):
        if awake:
            c.oval(x + side * 46 * size, y, 14 * size, 18 * size, NOSE, 0)
            c.oval(x + side * 46 * size - 5 * size, y - 7 * size, 5 * size, 6 * size, "white", 0)
        else:
            c.arc(x + side * 46 * size, y - 6 * size, 17 * size, 14 * size, 15, 165, 8 * size)
        c.oval(x + side * 78 * size, y + 26 * size, 17 * size, 11 * size, PINK, 0)
    c.arc(x, y + 16 * size, 22 * size, 20 * size, 15, 165, 8 * size)


def rocket(c: Canvas) -> None:
    for width, color in ((58, ORANGE), (30, GOLD)):
        c.shape(
            curve((256 - width, 386), (256 - width, 440), (256, 520 - (58 - width)))
            + curve((256, 520 - (58 - width)), (256 + width, 440), (256 + width, 386)),
            color,
            7,
        )
    for side in (-1, 1):
        c.shape(
            [*curve((256 + side * 84, 250), (256 + side * 178, 310), (256 + side * 156, 416)), (256 + side * 76, 366)],
            TRIM,
        )
    hull = curve((256, 18), (120, 130), (140, 300), (186, 388)) + curve((326, 388), (372, 300), (392, 130), (256, 18))
    c.shape(hull, SUIT)
    c.shape(
        curve((256, 18), (204, 62), (184, 100), (174, 132)) + curve((338, 132), (328, 100), (308, 62), (256, 18)), ROSE
    )
    c.oval(256, 214, 62, 62, FOLD)
    c.oval(256, 214, 44, 44, SKY)
    c.arc(256, 214, 28, 28, 190, 250, 9, "#ffffff")
    c.line([(182, 340), (330, 340)], 12, TRIM)


def planet(c: Canvas) -> None:
    ring = [
        (256 + 236 * cos(radians(a)), 262 + 62 * sin(radians(a)) - 0.28 * 236 * cos(radians(a)))
        for a in range(0, 361, 4)
    ]
    c.line(ring[45:], 44)
    c.line(ring[45:], 30, GOLD)
    c.oval(256, 256, 156, 156, "#9b7bff")
    for x, y, r in ((190, 172, 24), (322, 160, 15), (340, 340, 26), (226, 372, 14)):
        c.oval(x, y, r, r * 0.85, "#8162ea", 0)
    c.arc(256, 256, 130, 130, 200, 240, 13, "#c9b8ff")
    c.line(ring[:46], 44)
    c.line(ring[:46], 30, GOLD)
    face(c, 256, 214, 0.95)


def moon(c: Canvas) -> None:
    outer = [(270 + 200 * cos(radians(a)), 256 + 200 * sin(radians(a))) for a in range(55, 306, 4)]
    inner = curve(outer[-1], (240, 190), (240, 322), outer[0])
    c.shape([*outer, *inner], "#ffe28a")
    for x, y, r in ((150, 180, 22), (170, 372, 26), (112, 282, 14)):
        c.oval(x, y, r, r * 0.9, "#f2c75c", 0)
    face(c, 176, 262, 0.6, awake=False)
    c.shape(star(370, 150, 46, 20), GOLD)
    c.shape(star(424, 262, 26, 11), GOLD, 6)
    c.shape(star(356, 350, 34, 15), GOLD, 6)


def sun(c: Canvas) -> None:
    c.shape(star(256, 256, 240, 176, 12), ORANGE)
    c.oval(256, 256, 152, 152, GOLD)
    c.arc(256, 256, 126, 126, 200, 240, 13, "#fff0b8")
    face(c, 256, 240)


def saucer(c: Canvas) -> None:
    c.shape([(196, 330), (316, 330), (388, 496), (124, 496)], "#fff3a8", 0)
    c.oval(256, 202, 118, 128, "#bfe8ff")
    c.oval(256, 206, 66, 76, "#8be28f")
    for side in (-1, 1):
        c.line([(256 + side * 26, 142), (256 + side * 44, 104)], 8)
        c.oval(256 + side * 46, 98, 12, 12, "#8be28f", 6)
        c.oval(256 + side * 26, 200, 17, 23, NOSE, 0, side * -20)
        c.oval(256 + side * 26 - 5, 191, 6, 7, "white", 0)
    c.arc(256, 236, 18, 14, 15, 165, 7)
    c.arc(256, 202, 96, 106, 200, 236, 11, "#ffffff")
    c.oval(256, 294, 220, 66, TRIM)
    c.oval(256, 278, 178, 40, "#9b7bff", 0)
    for x, color in ((90, GOLD), (172, ROSE), (256, GOLD), (340, ROSE), (422, GOLD)):
        c.oval(x, 316 - abs(x - 256) * 0.09, 17, 15, color, 6)


def earth(c: Canvas) -> None:
    c.oval(256, 266, 190, 190, "#5bb8ff")
    land = "#69d28b"
    c.shape(curve((110, 176), (180, 90), (270, 130), (236, 190), (170, 210), (160, 250), (92, 270)), land, 0)
    c.shape(curve((300, 120), (400, 130), (440, 220), (420, 270), (350, 210), (310, 190), (300, 120)), land, 0)
    c.shape(curve((150, 330), (230, 320), (300, 380), (240, 450), (190, 420), (150, 330)), land, 0)
    c.shape(curve((360, 350), (420, 330), (430, 380), (370, 420), (360, 350)), land, 0)
    c.arc(256, 266, 190, 190, 0, 360, 7)
    c.arc(256, 266, 164, 164, 200, 240, 13, "#b8e2ff")
    face(c, 256, 270)
    c.shape(heart(412, 84, 60), ROSE)
    c.oval(388, 62, 12, 8, "#ffc2d6", 0, -35)


def sputnik(c: Canvas) -> None:
    for dx, dy in ((-210, 150), (-150, 214), (-224, 66), (-72, 232)):
        c.line([(286, 226), (286 + dx, 226 + dy)], 12)
        c.line([(286, 226), (286 + dx, 226 + dy)], 4, FOLD)
    c.oval(300, 212, 150, 150, "#cfd6ea")
    c.arc(300, 212, 149, 40, 0, 180, 8)
    c.arc(300, 212, 122, 122, 205, 245, 13, "#ffffff")
    face(c, 300, 178, 0.85)
    for radius in (0, 1, 2):
        c.arc(420, 84, 30 + radius * 26, 30 + radius * 26, 285, 345, 9, TRIM)


def comet(c: Canvas) -> None:
    for spread, color in ((128, TRIM), (88, "#9b7bff"), (46, "#c9b8ff")):
        tip = (484.0, 34.0)
        c.shape(
            [
                *curve((176 - spread * 0.7, 336 - spread), (330, 160), tip),
                *curve(tip, (380, 230), (176 + spread, 336 + spread * 0.7)),
            ],
            color,
            6,
        )
    c.shape(star(176, 338, 160, 92, 5, -60), GOLD)
    face(c, 176, 330, 0.72)


SKIES: dict[str, Drawing] = {
    "rocket": rocket,
    "planet": planet,
    "good-night": moon,
    "good-morning": sun,
    "saucer": saucer,
    "earth": earth,
    "sputnik": sputnik,
    "comet": comet,
}
