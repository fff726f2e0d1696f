"""The twelve of the demo world, and who of them talks with whom."""

from typing import NamedTuple

DOMAIN = "kocmoc.example"
MAIN = "zorin"


class Person(NamedTuple):
    """`names` is what friends call them, in four cases; `home` what their mother does. `born` is month and day."""

    username: str
    name: str
    names: tuple[str, str, str, str]
    is_man: bool
    born: tuple[int, int]
    bio: str
    home: str = ""
    is_casual: bool = False

    @property
    def email(self) -> str:
        return f"{self.username}@{DOMAIN}"

    def called_by(self, speaker: "Person") -> str:
        return self.home if self.home and speaker.username == "mama" else self.names[0]


class Tie(NamedTuple):
    """Two people who write to each other (or one to oneself): what of, and how many messages in the year."""

    one: str
    other: str
    kinds: str
    volume: int


CAST = {
    person.username: person
    for person in (
        Person(
            "zorin", "Кирилл Зорин", ("Кирилл", "Кирилла", "Кириллу", "Кириллом"), True, (6, 14),
            "Днём рисую интерфейсы, ночью снимаю небо. Этот сервер держу я, так что пишите, если что не так.",
            home="Кирюша",
        ),
        Person(
            "anya_sokolova", "Аня Соколова", ("Аня", "Ани", "Ане", "Аней"), False, (10, 4),
            "Учу физике, по ночам считаю метеоры. Астроклуб «Парсек»",
        ),
        Person(
            "liza_orlova", "Лиза Орлова", ("Лиза", "Лизы", "Лизе", "Лизой"), False, (3, 22),
            "Фотограф. Люблю свет, плёнку и перевалы",
        ),
        Person(
            "mark_levin", "Марк Левин", ("Марк", "Марка", "Марку", "Марком"), True, (8, 9),
            "Председатель астроклуба «Парсек». Телескоп — только повод собраться",
        ),
        Person(
            "timur", "Тимур Ахметов", ("Тимур", "Тимура", "Тимуру", "Тимуром"), True, (1, 27),
            "Пишу прошивки для монтировок, иногда и бэкенд", is_casual=True,
        ),
        Person(
            "olga_nest", "Ольга Нестерова", ("Оля", "Оли", "Оле", "Олей"), False, (5, 30),
            "Айдентика, сетки и собака Веста",
        ),
        Person(
            "dima_kim", "Дмитрий Ким", ("Дима", "Диму", "Диме", "Димой"), True, (12, 11),
            "Штативы, кофе в термосе, полный привод",
        ),
        Person(
            "mama", "Мама", ("мама", "мамы", "маме", "мамой"), False, (4, 18),
            "Дача, хор, пироги. Звоните чаще!",
        ),
        Person(
            "sasha_belova", "Саша Белова", ("Саша", "Саши", "Саше", "Сашей"), False, (7, 19),
            "Рисую планеты с лицами. Принимаю заказы на стикеры 🪐", is_casual=True,
        ),
        Person(
            "natasha_wolf", "Наташа Вольф", ("Наташа", "Наташи", "Наташе", "Наташей"), False, (2, 8),
            "Оптика с рук: чищу, юстирую, отправляю так, что доезжает целой",
        ),
        Person(
            "panin", "Игорь Панин", ("Игорь", "Игоря", "Игорю", "Игорем"), True, (9, 25),
            "Гараж 42. Ничего не выбрасывайте, сначала покажите мне",
        ),
        Person(
            "kostya", "Костя Зорин", ("Костя", "Костю", "Косте", "Костей"), True, (11, 2),
            "Третий курс, бас-гитара, мотоцикл (почти ездит)", home="Костик", is_casual=True,
        ),
    )
}  # fmt: skip

TIES = (
    Tie("zorin", "liza_orlova", "пара клуб", 1250),
    Tie("zorin", "anya_sokolova", "клуб друзья все", 1350),
    Tie("zorin", "timur", "работа клуб друзья все", 1500),
    Tie("zorin", "olga_nest", "работа друзья все", 1150),
    Tie("zorin", "mama", "мама", 620),
    Tie("zorin", "dima_kim", "клуб гараж друзья все", 1100),
    Tie("zorin", "mark_levin", "клуб все", 1000),
    Tie("zorin", "kostya", "брат гараж все", 800),
    Tie("zorin", "sasha_belova", "работа друзья все", 1000),
    Tie("zorin", "panin", "гараж", 190),
    Tie("zorin", "natasha_wolf", "оптика все", 250),
    Tie("zorin", "zorin", "заметки", 260),
    Tie("olga_nest", "timur", "работа все", 800),
    Tie("olga_nest", "sasha_belova", "работа друзья все", 800),
    Tie("anya_sokolova", "mark_levin", "клуб все", 800),
    Tie("anya_sokolova", "liza_orlova", "друзья клуб все", 750),
    Tie("mama", "kostya", "мама", 400),
    Tie("liza_orlova", "sasha_belova", "друзья все", 650),
    Tie("dima_kim", "mark_levin", "клуб все", 650),
    Tie("timur", "sasha_belova", "работа все", 600),
    Tie("liza_orlova", "olga_nest", "друзья все", 550),
    Tie("dima_kim", "panin", "гараж", 180),
    Tie("panin", "kostya", "гараж", 200),
    Tie("anya_sokolova", "timur", "клуб все", 500),
    Tie("mark_levin", "timur", "клуб все", 500),
    Tie("dima_kim", "timur", "клуб друзья все", 530),
    Tie("anya_sokolova", "dima_kim", "клуб все", 450),
    Tie("dima_kim", "kostya", "гараж", 200),
    Tie("liza_orlova", "mark_levin", "клуб все", 200),
    Tie("anya_sokolova", "sasha_belova", "друзья все", 250),
    Tie("mark_levin", "natasha_wolf", "оптика все", 150),
    Tie("anya_sokolova", "natasha_wolf", "оптика все", 150),
    Tie("dima_kim", "natasha_wolf", "оптика все", 120),
    Tie("mark_levin", "olga_nest", "все", 100),
)

SONS = ("zorin", "kostya")

# Whom people of one kind of talk mention.
CIRCLES = {
    "оптика": ("anya_sokolova", "mark_levin", "dima_kim"),
    "клуб": ("anya_sokolova", "liza_orlova", "mark_levin", "timur", "dima_kim"),
    "работа": ("zorin", "timur", "olga_nest", "sasha_belova"),
    "гараж": ("dima_kim", "panin", "kostya", "zorin"),
    "друзья": ("anya_sokolova", "liza_orlova", "timur", "olga_nest", "sasha_belova", "dima_kim"),
}

PROPER = frozenset(
    name for person in CAST.values() for name in (*person.names, person.home, *person.name.split())
) | frozenset("Восход Веста Весту Весте Весты Юпитер Сатурн Марс Венера Луна Орион Плеяды Земля Парсек".split())
