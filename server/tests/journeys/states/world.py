"""The world in the pictures: eight friends the night before the meteors, every name, word and minute the same."""

import asyncio
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.cast import Person
from tests.journeys.states import sights
from tests.journeys.states.past import Past
from tests.stage import Running
from tests.uploads.films import tone

MOSCOW = timezone(timedelta(hours=3))
NOW = datetime(2026, 11, 17, 21, 47, 30, tzinfo=MOSCOW)

NAMES = {
    "zorin": "Кирилл Зорин",
    "anya": "Аня Соколова",
    "liza": "Лиза Орлова",
    "mark": "Марк Левин",
    "timur": "Тимур Ахметов",
    "olga": "Ольга Нестерова",
    "dima": "Дмитрий Ким",
    "mama": "Мама",
}


class World:
    """`people` by their short names, `chats` by their titles. What was said is dated by `past`, as it is told here."""

    def __init__(self, server: Running, past: Past) -> None:
        self.server = server
        self.past = past
        self.people: dict[str, Person] = {}
        self.chats: dict[str, str] = {}

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    async def come(self, name: str) -> Person:
        self.people[name] = await Person.register(self.server.url, name, display_name=NAMES[name])
        return self.people[name]

    async def say(self, who: str, chat: str, when: str, text: str = "", **more: Any) -> dict[str, Any]:
        """`when` is "21:40", or "-1 9:12" for the day before."""
        path = f"/chats/{self.chats[chat]}/messages"
        answer = await self[who].post(path, client_id=str(uuid.uuid4()), text=text, **more)
        assert answer.status_code == 201, answer.text
        message: dict[str, Any] = answer.json()
        self.past.remember(message, moment(when))
        return message

    async def send(self, who: str, chat: str, when: str, files: list[tuple[str, bytes]], text: str = "") -> None:
        attachments = [await self[who].upload(content, name) for name, content in files]
        await self.say(who, chat, when, text, attachment_ids=[each["id"] for each in attachments])

    async def read(self, who: str, chat: str, unread: int = 0) -> None:
        """All but so many."""
        path = f"/chats/{self.chats[chat]}"
        last = (await self[who].get(path)).json()["last_message"]["seq"]
        assert (await self[who].post(f"{path}/read", seq=last - unread)).status_code == 204


def moment(when: str) -> datetime:
    *day, clock = when.split()
    hours, minutes = map(int, clock.split(":"))
    return NOW.replace(hour=hours, minute=minutes, second=0) + timedelta(days=int(day[0]) if day else 0)


async def fill(world: World) -> None:
    """Everybody comes, and everything is said."""
    for name in NAMES:
        await world.come(name)
    await _gather(world)
    await _talk_in_the_group(world)
    await _talk_elsewhere(world)
    await _leave_marks(world)
    await world.past.settle()
    await _be_found(world)


async def _be_found(world: World) -> None:
    """What was said is looked through a moment later."""
    async with asyncio.timeout(30):
        for words, count in (("прогноз", 2), ("сбор", 1)):
            while len((await world["zorin"].get("/search", q=words)).json()["messages"]) < count:
                continue


async def _gather(world: World) -> None:
    zorin, mark = world["zorin"], world["mark"]
    others = [world[name] for name in NAMES if name != "mark"]
    picture = await mark.upload(sights.dusk(512, 512), "dusk.jpg")
    world.chats["Восход"] = await mark.make_group(
        "Восход · выезд на звёзды",
        *others,
        description="Леониды, ночь на 18 ноября. Маршрут и список вещей — в закрепе.",
        avatar_id=picture["id"],
    )
    await mark.patch(f"/chats/{world.chats['Восход']}/members/{world['anya'].id}", role="admin")
    world.chats["Дизайн-цех"] = await world["olga"].make_group("Дизайн-цех", zorin, world["timur"])
    world.chats["Парсек"] = await mark.make_group("Астроклуб «Парсек»", zorin, world["anya"], type="channel")
    for name in ("liza", "timur", "mama", "dima"):
        world.chats[name] = await zorin.chat_with(world[name])
    world.chats["saved"] = await zorin.chat_with(zorin)


async def _talk_in_the_group(world: World) -> None:
    say, group = world.say, "Восход"
    await say(
        "mark",
        group,
        "-1 9:12",
        "Пик Леонид — в ночь на 18 ноября: до 15 метеоров в час, радиант поднимется к полуночи. "
        "Луна зайдёт рано, лучшее окно с 01:30 до рассвета.",
    )
    asked = await say("mark", group, "-1 9:13", "Едем? По прогнозу облачность 10\u00a0%")
    await world["mark"].put(f"/messages/{asked['id']}/pin")
    taken = await say("zorin", group, "-1 9:20", "Едем. Беру телескоп и запасные аккумуляторы", reply_to_id=asked["id"])
    worded = "Едем. Беру телескоп и запасные аккумуляторы — те самые, что пережили Домбай"
    assert (await world["zorin"].patch(f"/messages/{taken['id']}/edit", text=worded)).status_code == 200
    album = [(f"{number}.jpg", content) for number, content in enumerate(sights.album())]
    await world.send("liza", group, "-1 10:02", album, "Прошлый ноябрь, перевал. Хочу повторить")
    await world.send("liza", group, "-1 10:04", [("voice.wav", tone(42.0))])
    documents = [("Маршрут_Восход.txt", b"55.75 37.61\n" * 20_000), ("Смета_ноябрь.txt", b"1450\n" * 500)]
    await world.send("zorin", group, "-1 10:31", documents)
    await say("zorin", group, "-1 10:32", "Трек и смета. Добавил запас на бензин: 1\u00a0450\u00a0₽ с человека")
    taken_back = await say("timur", group, "-1 11:07", "Не туда")
    await world["timur"].delete(f"/messages/{taken_back['id']}/delete")
    await world.send("timur", group, "-1 11:09", [("clip.mp4", sights.clip())], "Тест трекера: звёзды в точку")
    packs = (await world["zorin"].get("/stickers/packs")).json()["packs"]
    await say("zorin", group, "-1 11:15", type="sticker", sticker_id=packs[0]["stickers"][14]["id"])
    await say("anya", group, "21:40", "Прогноз обновили: ясно с 23:00 до рассвета, ветер 2\u00a0м/с")
    meeting = await say(
        "anya",
        group,
        "21:41",
        "Встаём на то же место. Сбор у северных ворот в 21:30, термос и пледы беру я",
        reply_to_id=asked["id"],
    )
    await say("olga", group, "21:44", "Можно я с собакой? Она тихая, честно")
    await say("zorin", group, "21:46", "Нужно! Она у нас главный оператор")
    await say("zorin", group, "21:47", "Координаты и подъезд: https://kocmoc.example/p/voskhod")
    for emoji, fans in (("👍", ("zorin", "mark", "liza", "olga")), ("💜", ("liza", "dima"))):
        for name in fans:
            await world[name].put(f"/messages/{meeting['id']}/reactions/{emoji}")


async def _talk_elsewhere(world: World) -> None:
    say = world.say
    await say("zorin", "liza", "-1 18:01", "Плёнку взяла?")
    await say("liza", "liza", "21:37", "Две, и обе чёрно-белые")
    await world.send("liza", "liza", "21:39", [("voice.wav", tone(42.0))])
    await say("timur", "timur", "21:05", "Смету видел?")
    await say("zorin", "timur", "21:12", "Смета в последней версии, лист «Бензин»")
    for number in range(14):
        await say("olga", "Дизайн-цех", f"20:{44 + number}", f"Макет {number + 1}: сетка и подписи")
    await say("mama", "mama", "20:31", "Ты тепло оделся? Шапку взял?")
    await say("dima", "dima", "19:20", "Штатив у меня, забрать можно после восьми")
    for text in ("Выезд в 21:30 от северных ворот.", "Список участников закрыт."):
        await say("mark", "Парсек", "18:02", text)
    await world.send("mark", "Парсек", "18:05", [("Леониды-2026.txt", b"9:07\n" * 30_000)])
    await say("zorin", "saved", "17:44", "Чек-лист: штатив, грелки, красный фонарь, термос")


async def _leave_marks(world: World) -> None:
    """Who has read how far, and how the main account keeps its chats."""
    zorin, chats = world["zorin"], world.chats
    for name in ("anya", "mark", "liza"):
        await world.read(name, "Восход", unread=1)
    await world.read("timur", "timur")
    for chat, unread in {"Восход": 5, "liza": 2, "timur": 0, "dima": 0, "saved": 0}.items():
        await world.read("zorin", chat, unread=unread)
    for chat, kept in {
        "Восход": {"pinned": True},
        "saved": {"pinned": True},
        "Дизайн-цех": {"muted_until": "2036-01-01T00:00:00.000Z"},
        "dima": {"draft": "Привет! Про штатив — смогу заехать"},
    }.items():
        assert (await zorin.patch(f"/chats/{chats[chat]}/settings", **kept)).status_code == 200
