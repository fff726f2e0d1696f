"""The group and the channel of the demo world. There is one of each, so they are written out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple

Places = Mapping[str, tuple[str, ...]]


class Post(NamedTuple):
    """What somebody said so many minutes ago, in answer to which post; who reacted to it how, and what it shows."""

    minutes: int
    author: str
    text: str
    answers: int | None = None
    reactions: Places = MappingProxyType({})
    shows: tuple[str, ...] = ()


class Circle(NamedTuple):
    """People, the owner first and then an admin; of the last posts the main account has not read some."""

    type: Literal["group", "channel"]
    title: str
    description: str
    people: tuple[str, ...]
    posts: tuple[Post, ...]
    pinned: int
    unread: int

    def at(self, post: Post, now: datetime) -> datetime:
        at = now - timedelta(minutes=post.minutes)
        return at.replace(microsecond=at.microsecond // 1000 * 1000)

    def made_at(self, now: datetime) -> datetime:
        return self.at(self.posts[0], now) - timedelta(minutes=2)


_DAY = 24 * 60

CLUB = Circle(
    "group",
    "Астроклуб «Парсек»",
    "Выезды, железо, споры о монтировках. Новичкам рады",
    ("mark_levin", "anya_sokolova", "zorin", "liza_orlova", "timur", "dima_kim", "sasha_belova"),
    (
        Post(
            3 * _DAY,
            "mark_levin",
            "Суббота, поле за Красным Холмом, сбор в 20:30. Берите тёплое: обещают минус девять и ясно до утра",
            reactions={"🔥": ("anya_sokolova", "timur", "dima_kim", "liza_orlova"), "👍": ("sasha_belova", "zorin")},
        ),
        Post(3 * _DAY - 4, "dima_kim", "Беру троих от метро. Полный привод, печка работает", answers=1),
        Post(3 * _DAY - 7, "sasha_belova", "Место у печки моё!", answers=2, reactions={"😂": ("dima_kim", "timur")}),
        Post(3 * _DAY - 15, "timur", "Прошивку для монтировки дописал, гидирование теперь держит полторы секунды дуги"),
        Post(3 * _DAY - 17, "zorin", "Ого! Покажешь на месте?", answers=4),
        Post(3 * _DAY - 18, "timur", "Если не замёрзнут пальцы, покажу"),
        Post(
            1500,
            "anya_sokolova",
            "За час насчитала сорок один метеор, один такой яркий, что снег осветило",
            reactions={"🌠": ("mark_levin", "liza_orlova", "zorin"), "😱": ("sasha_belova",)},
        ),
        Post(
            1494,
            "liza_orlova",
            "У меня он на кадре! Через весь Орион",
            answers=7,
            reactions={"😍": ("anya_sokolova", "sasha_belova"), "🔥": ("timur", "dima_kim", "zorin")},
            shows=("meteor.jpg",),
        ),
        Post(1490, "mark_levin", "Лиза, это на обложку. Серьёзно"),
        Post(1485, "liza_orlova", "Обработаю и выложу в канал"),
        Post(1440, "dima_kim", "Термос забыли у меня в машине. Синий, с кометой"),
        Post(1438, "sasha_belova", "Мой! Не пей из него, там ромашка", answers=11, reactions={"😂": ("dima_kim",)}),
        Post(190, "mark_levin", "Следующий выезд через две недели, в новолуние. Кто везёт большой телескоп?"),
        Post(185, "zorin", "Могу свой, если Дима возьмёт трубу в багажник", answers=13),
        Post(52, "dima_kim", "Возьму. Только штатив разберите заранее", answers=14, reactions={"👍": ("mark_levin",)}),
        Post(47, "anya_sokolova", "Тогда я беру окуляры и пирог"),
    ),
    pinned=1,
    unread=2,
)

SKY = Circle(
    "channel",
    "Небо на неделе",
    "Что видно над нами, коротко и без астрологии. Ведут Аня и Марк",
    ("anya_sokolova", "mark_levin", "zorin", "liza_orlova", "timur", "dima_kim", "mama", "kostya", "olga_nest"),
    (
        Post(
            20 * _DAY,
            "anya_sokolova",
            "Здесь раз в неделю: что взойдёт, что пролетит и когда лучше выйти на балкон",
            reactions={"💜": ("mama", "zorin", "olga_nest")},
        ),
        Post(
            13 * _DAY,
            "mark_levin",
            "Юпитер сейчас выше всего к полуночи. В любой бинокль видно четыре его спутника, каждый вечер по-новому",
            reactions={"🔥": ("timur", "kostya"), "👍": ("dima_kim",)},
            shows=("jupiter.jpg",),
        ),
        Post(
            6 * _DAY,
            "anya_sokolova",
            "В ночь на субботу максимум метеорного потока. Телескоп не нужен: ложитесь и смотрите вверх",
            reactions={"🌠": ("mama", "liza_orlova", "zorin", "kostya"), "💜": ("olga_nest",)},
        ),
        Post(
            260,
            "mark_levin",
            "Завтра в 18:42 над городом пройдёт станция, с запада на восток, четыре минуты. Помашите",
            reactions={"🚀": ("timur", "kostya", "dima_kim"), "👋": ("mama",)},
        ),
    ),
    pinned=3,
    unread=1,
)

CIRCLES = (CLUB, SKY)
