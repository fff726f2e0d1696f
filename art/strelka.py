"""Strelka, the dog in space: one dog, and as many moods as there are messages."""

from collections.abc import Callable

from art.canvas import INK, Canvas, curve, heart, star

FUR, EAR, CREAM, NOSE = "#eeb26a", "#a8632f", "#fff3df", "#3a2440"
SUIT, FOLD, TRIM = "#f5f1ff", "#d6cbf8", "#7c5cff"
ORANGE, ROSE, PINK, SKY, GOLD = "#ff8a3d", "#ff5d8f", "#ffa6c1", "#7fd3ff", "#ffd257"
_GLASS = (190, 226, 255, 70)

Drawing = Callable[[Canvas], None]
X, Y = 256.0, 212.0


def dog(eyes: Drawing, mouth: Drawing, arms: Drawing, besides: Drawing = lambda _: None) -> Drawing:
    """The same dog with another face and other paws."""

    def draw(c: Canvas) -> None:
        _body(c)
        c.oval(X, Y, 168, 160, SUIT)
        c.oval(X, Y, 146, 139, "#cfe6ff", 0)
        _head(c)
        eyes(c)
        c.oval(X, Y + 34, 21, 15, NOSE, 0)
        c.oval(X - 6, Y + 29, 6, 4, "white", 0)
        mouth(c)
        c.glass(X, Y, 146, 139, _GLASS)
        c.arc(X, Y, 146, 139, 0, 360, 7)
        c.arc(X, Y, 124, 117, 196, 236, 11, "#ffffff")
        c.arc(X, Y, 124, 117, 245, 252, 11, "#ffffff")
        arms(c)
        besides(c)

    return draw


def _body(c: Canvas) -> None:
    c.shape(
        curve((150, 470), (140, 350), (200, 330), (256, 330)) + curve((256, 330), (312, 330), (372, 350), (362, 470)),
        SUIT,
    )
    c.shape([(206, 366), (306, 366), (306, 424), (206, 424)], FOLD)
    c.oval(230, 395, 13, 13, ORANGE, 5)
    c.oval(264, 395, 10, 10, SKY, 5)
    c.shape(heart(289, 395, 10), ROSE, 0)
    c.line([(160, 448), (352, 448)], 10, TRIM)


def _head(c: Canvas) -> None:
    for side in (-1, 1):
        ear = curve(
            (X + side * 58, Y - 92), (X + side * 150, Y - 120), (X + side * 146, Y + 36), (X + side * 104, Y + 50)
        )
        c.shape([*ear, *curve((X + side * 104, Y + 50), (X + side * 74, Y), (X + side * 78, Y - 40))], EAR)
    c.oval(X, Y + 2, 98, 100, FUR)
    c.shape(
        curve((X - 22, Y - 94), (X - 14, Y - 20), (X - 54, Y + 30))
        + curve((X + 54, Y + 30), (X + 14, Y - 20), (X + 22, Y - 94)),
        CREAM,
        0,
    )
    c.oval(X, Y + 54, 62, 43, CREAM, 0)
    for side in (-1, 1):
        c.oval(X + side * 70, Y + 38, 15, 10, PINK, 0)


def open_eyes(c: Canvas) -> None:
    for side in (-1, 1):
        c.oval(X + side * 42, Y - 10, 19, 24, NOSE, 0)
        c.oval(X + side * 42 - 6, Y - 19, 7, 8, "white", 0)
        c.oval(X + side * 42 + 6, Y, 4, 4, "white", 0)


def glad_eyes(c: Canvas) -> None:
    for side in (-1, 1):
        c.arc(X + side * 42, Y - 2, 20, 20, 195, 345, 9)


def closed_eyes(c: Canvas) -> None:
    for side in (-1, 1):
        c.arc(X + side * 42, Y - 16, 20, 16, 15, 165, 9)


def heart_eyes(c: Canvas) -> None:
    for side in (-1, 1):
        c.shape(heart(X + side * 43, Y - 10, 29), ROSE, 6)
        c.oval(X + side * 43 - 11, Y - 18, 5, 4, "white", 0)


def wide_eyes(c: Canvas) -> None:
    for side in (-1, 1):
        c.oval(X + side * 43, Y - 12, 28, 32, "white")
        c.oval(X + side * 43, Y - 10, 10, 12, NOSE, 0)


def sad_eyes(c: Canvas) -> None:
    open_eyes(c)
    for side in (-1, 1):
        c.line([(X + side * 24, Y - 54), (X + side * 64, Y - 40)], 9)
        c.shape(
            curve((X + side * 56, Y + 14), (X + side * 36, Y + 58), (X + side * 76, Y + 58), (X + side * 56, Y + 14)),
            SKY,
            5,
        )


def cross_eyes(c: Canvas) -> None:
    open_eyes(c)
    for side in (-1, 1):
        c.line([(X + side * 20, Y - 38), (X + side * 66, Y - 56)], 11)


def star_eyes(c: Canvas) -> None:
    for side in (-1, 1):
        c.shape(star(X + side * 43, Y - 10, 31, 14), GOLD, 6)


def winking_eyes(c: Canvas) -> None:
    c.oval(X - 42, Y - 10, 19, 24, NOSE, 0)
    c.oval(X - 48, Y - 19, 7, 8, "white", 0)
    c.arc(X + 42, Y - 2, 20, 16, 195, 345, 9)


def sunglasses(c: Canvas) -> None:
    c.line([(X - 92, Y - 26), (X + 92, Y - 26)], 10)
    for side in (-1, 1):
        glass = [
            (X + side * 10, Y - 32),
            (X + side * 86, Y - 32),
            (X + side * 80, Y + 8),
            (X + side * 48, Y + 20),
            (X + side * 18, Y + 8),
        ]
        c.shape(glass, "#33215c")
        c.line([(X + side * 48 - 18, Y - 18), (X + side * 48 - 4, Y - 18)], 8, "#b39dff")


def smile(c: Canvas) -> None:
    for side in (-1, 1):
        c.arc(X + side * 17, Y + 54, 17, 14, 0, 175, 7)


def laugh(c: Canvas) -> None:
    c.shape(curve((X - 36, Y + 56), (X - 30, Y + 112), (X + 30, Y + 112), (X + 36, Y + 56)), "#7a1f3d")
    c.oval(X, Y + 86, 17, 10, ROSE, 0)


def frown(c: Canvas) -> None:
    c.arc(X, Y + 82, 24, 20, 200, 340, 8)


def gasp(c: Canvas) -> None:
    c.oval(X, Y + 76, 16, 21, "#7a1f3d")


def tongue(c: Canvas) -> None:
    smile(c)
    c.shape(curve((X - 2, Y + 66), (X + 2, Y + 112), (X + 40, Y + 104), (X + 32, Y + 62)), ROSE, 6)


def paw(c: Canvas, x: float, y: float, shoulder: tuple[float, float], bend: tuple[float, float]) -> None:
    arm = curve(shoulder, bend, (x, y))
    c.line(arm, 66)
    c.line(arm, 52, SUIT)
    c.line([arm[-5], arm[-4]], 52, TRIM)
    c.oval(x, y, 33, 31, FUR)
    for dx in (-10, 10):
        c.line([(x + dx, y - 25), (x + dx, y - 13)], 5)


def down(c: Canvas) -> None:
    paw(c, 158, 440, (186, 376), (140, 390))
    paw(c, 354, 440, (326, 376), (372, 390))


def wave(c: Canvas) -> None:
    paw(c, 158, 440, (186, 376), (140, 390))
    paw(c, 444, 276, (330, 384), (430, 400))
    for i in (0, 1):
        c.arc(444, 276, 52 + i * 20, 52 + i * 20, 285, 345, 7)


def up(c: Canvas) -> None:
    paw(c, 68, 276, (182, 384), (82, 400))
    paw(c, 444, 276, (330, 384), (430, 400))


def thumb(c: Canvas) -> None:
    paw(c, 158, 440, (186, 376), (140, 390))
    arm = curve((330, 400), (370, 440), (404, 396))
    c.line(arm, 66)
    c.line(arm, 52, SUIT)
    c.line([arm[-7], arm[-6]], 52, TRIM)
    for width, color in ((56, INK), (42, FUR)):
        c.line([(392, 360), (388, 300)], width, color)
    c.oval(424, 364, 52, 44, FUR)
    c.line([(392, 346), (388, 318)], 40, FUR)
    for y in (346, 364, 382):
        c.line([(438, y), (462, y)], 6)


def hold(c: Canvas) -> None:
    paw(c, 214, 436, (186, 376), (130, 430))
    paw(c, 298, 436, (326, 376), (382, 430))


def cover(c: Canvas) -> None:
    paw(c, 158, 440, (186, 376), (140, 390))
    paw(c, 292, 200, (332, 386), (420, 330))


def big_heart(c: Canvas) -> None:
    c.shape(heart(256, 408, 66), ROSE)
    c.oval(228, 384, 14, 9, "#ffc2d6", 0, -35)
    paw(c, 190, 432, (186, 376), (120, 420))
    paw(c, 322, 432, (326, 376), (392, 420))


def tears(c: Canvas) -> None:
    for side in (-1, 1):
        c.shape(
            curve((X + side * 74, Y - 8), (X + side * 128, Y - 6), (X + side * 122, Y + 40), (X + side * 74, Y - 8)),
            SKY,
            5,
        )


def sleep_letters(c: Canvas) -> None:
    for x, y, s in ((392, 104, 26), (436, 58, 36)):
        c.line([(x - s, y - s), (x + s, y - s), (x - s, y + s), (x + s, y + s)], 22, INK)
        c.line([(x - s, y - s), (x + s, y - s), (x - s, y + s), (x + s, y + s)], 12, "#b39dff")


def party(c: Canvas) -> None:
    c.shape([(256, 2), (206, 76), (306, 76)], TRIM)
    c.line([(226, 54), (282, 40)], 10, GOLD)
    c.oval(256, 14, 17, 17, GOLD)
    for x, y, color in (
        (60, 120, ROSE),
        (98, 56, SKY),
        (430, 80, ORANGE),
        (462, 170, GOLD),
        (40, 196, GOLD),
        (396, 34, "#7be0a5"),
    ):
        c.shape(star(x, y, 20, 9, 4), color, 5)


def question(c: Canvas) -> None:
    c.arc(432, 76, 32, 32, 190, 395, 26, INK)
    c.arc(432, 76, 32, 32, 190, 395, 14, ORANGE)
    c.line([(444, 106), (434, 136)], 26, INK)
    c.line([(446, 102), (434, 136)], 14, ORANGE)
    c.oval(434, 170, 13, 13, ORANGE, 6)


def steam(c: Canvas) -> None:
    for side in (-1, 1):
        for x, y, r in ((200, 60, 26), (232, 40, 20), (214, 84, 18)):
            c.oval(256 + side * x, 10 + y + 30, r, r * 0.9, "#e9e3ff", 6)


def sparkle(c: Canvas) -> None:
    for x, y, s in ((62, 84, 30), (452, 120, 24), (428, 44, 16), (48, 300, 16)):
        c.shape(star(x, y, s, s * 0.35, 4), GOLD, 5)


STRELKA: dict[str, Drawing] = {
    "hello": dog(open_eyes, smile, wave),
    "love": dog(heart_eyes, tongue, down, sparkle),
    "laughing": dog(glad_eyes, laugh, down, tears),
    "heart": dog(glad_eyes, smile, big_heart),
    "well-done": dog(winking_eyes, tongue, thumb),
    "hooray": dog(star_eyes, laugh, up, party),
    "crying": dog(sad_eyes, frown, hold),
    "asleep": dog(closed_eyes, smile, down, sleep_letters),
    "cool": dog(sunglasses, smile, down),
    "astonished": dog(wide_eyes, gasp, up),
    "angry": dog(cross_eyes, frown, hold, steam),
    "puzzled": dog(open_eyes, frown, down, question),
    "ashamed": dog(closed_eyes, frown, cover),
}
