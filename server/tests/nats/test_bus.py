"""Processes that hear of each other."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

from kocmoc.core.bus import EVERYONE, News
from kocmoc.core.nats import NatsBus
from kocmoc.serve.nats import NatsServer

Join = Callable[..., Awaitable[NatsBus]]


class Ear:
    """Remembers what it hears, and can be waited for."""

    def __init__(self) -> None:
        self.heard: list[News] = []

    def __call__(self, news: News) -> None:
        self.heard.append(news)

    async def hears(self, count: int) -> list[News]:
        await until(lambda: len(self.heard) >= count)
        return self.heard


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not true():  # noqa: ASYNC110 - a line that comes and goes has nobody to tell of it
            await asyncio.sleep(0.01)


async def test_news_reach_every_process_that_follows_them_and_no_other(join: Join) -> None:
    baikonur, houston, star_city = await join(), await join(), await join()
    here, there, elsewhere = Ear(), Ear(), Ear()
    baikonur.subscribe("chat:42", here)
    houston.subscribe("chat:42", there)
    star_city.subscribe("chat:43", elsewhere)
    await houston.following()
    await star_city.following()
    news = News("chat:42", "message:new", b'{"text":"\xd0\x9f"}', besides=7, version=3, seq=2)
    baikonur.publish(news)
    assert here.heard == [news]
    assert await there.hears(1) == [news]
    await baikonur.heard()
    assert elsewhere.heard == []


async def test_what_a_process_publishes_it_hears_once(join: Join) -> None:
    baikonur, ear = await join(), Ear()
    baikonur.subscribe("user:1", ear)
    await baikonur.following()
    baikonur.publish(News("user:1", "a", b"1"))
    await baikonur.following()
    assert len(ear.heard) == 1


async def test_who_listens_no_more_hears_no_more(join: Join) -> None:
    baikonur, houston, ear = await join(), await join(), Ear()
    houston.subscribe("chat:1", ear)
    await houston.following()
    houston.unsubscribe("chat:1", ear)
    await houston.following()
    baikonur.publish(News("chat:1", "a", b"1"))
    await baikonur.heard()
    assert ear.heard == []


async def test_everyone_is_everyone(join: Join) -> None:
    processes = [await join() for _ in range(3)]
    ears = [Ear() for _ in processes]
    for process, ear in zip(processes, ears, strict=True):
        process.subscribe(EVERYONE, ear)
        await process.following()
    processes[0].publish(News(EVERYONE, "maintenance", b"{}"))
    for ear in ears:
        assert [news.name for news in await ear.hears(1)] == ["maintenance"]


async def test_installations_on_one_nats_do_not_hear_each_other(join: Join) -> None:
    vostok, mercury, ear = await join("vostok"), await join("mercury"), Ear()
    mercury.subscribe("chat:1", ear)
    await mercury.following()
    vostok.publish(News("chat:1", "a", b"1"))
    await vostok.following()
    await mercury.following()
    assert ear.heard == []


async def test_when_it_is_heard_everybody_has_handled_it(join: Join) -> None:
    baikonur, houston, ear = await join(), await join(), Ear()
    houston.subscribe("user:7", ear)
    await houston.following()
    await until(lambda: bool(baikonur._roll.present()))
    for number in range(1000):
        baikonur.publish(News("user:7", "a", b"%d" % number))
    await baikonur.heard()
    assert [news.body for news in ear.heard] == [b"%d" % number for number in range(1000)]


async def test_a_restarted_nats_is_found_again_and_the_loss_is_told(join: Join, nats: NatsServer) -> None:
    baikonur, houston, ear = await join(), await join(), Ear()
    losses: list[str | None] = []
    houston.subscribe("chat:1", ear)
    await houston.following()
    houston.on_loss(losses.append)
    assert nats.pid
    guard = asyncio.create_task(nats.keep_alive())
    os.kill(nats.pid, signal.SIGKILL)
    await until(lambda: not houston.is_up and not baikonur.is_up)
    baikonur.publish(News("chat:1", "lost", b"1"))
    await until(lambda: houston.is_up and baikonur.is_up)
    guard.cancel()
    await until(lambda: None in losses)
    await houston.following()
    baikonur.publish(News("chat:1", "found", b"2"))
    await until(lambda: [news.name for news in ear.heard] == ["found"])


async def test_a_hole_in_what_one_process_says_is_noticed(join: Join) -> None:
    baikonur, houston, ear = await join(), await join(), Ear()
    losses: list[str | None] = []
    houston.subscribe("chat:1", ear)
    await houston.following()
    houston.on_loss(losses.append)
    baikonur.publish(News("chat:1", "first", b"1"))
    baikonur._numbers.next("chat:1")
    baikonur.publish(News("chat:1", "third", b"3"))
    await ear.hears(2)
    await until(lambda: losses == ["chat:1"])


async def test_without_nats_one_hears_oneself_and_waits_for_nobody() -> None:
    alone, ear = NatsBus("nats://127.0.0.1:1", "vostok"), Ear()
    async with alone.living():
        alone.subscribe("chat:1", ear)
        async with asyncio.timeout(0.5):
            await alone.following()
            await alone.heard()
        alone.publish(News("chat:1", "a", b"1"))
        assert [news.name for news in ear.heard] == ["a"]


async def test_garbage_on_a_subject_disturbs_nobody(join: Join) -> None:
    baikonur, houston, ear = await join(), await join(), Ear()
    houston.subscribe("chat:1", ear)
    await houston.following()
    for garbage in (b"", b"\xff" * 100, b"[]", b"\x93\xa1a\x01\xa1b"):
        baikonur._line.publish("kocmoc.vostok.chat.1", garbage)
    baikonur.publish(News("chat:1", "a", b"1"))
    assert [news.name for news in await ear.hears(1)] == ["a"]
