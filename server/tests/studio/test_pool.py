"""The craftsmen: each may die, hang or crash over a file, and the next file is looked at all the same."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from kocmoc import studio
from kocmoc.studio import Busy, Order, Refused, Studio
from kocmoc.studio import pool as pool_of
from tests.uploads.pictures import photo


@pytest_asyncio.fixture
async def craft() -> AsyncIterator[Studio]:
    craft = Studio(craftsmen=1)
    async with craft.living():
        yield craft


@pytest.fixture
def order(tmp_path: Path) -> Order:
    (tmp_path / studio.UPLOAD).write_bytes(photo())
    return Order(str(tmp_path))


def _hand(craft: Studio) -> int:
    """The one craftsman that is idle, by process."""
    return craft._idle[0]._process.pid


def _of(process: int, what: str) -> bytes:
    return Path(f"/proc/{process}/{what}").read_bytes()


def _is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


async def test_one_process_does_many_files(craft: Studio, order: Order) -> None:
    await craft.work(order)
    first = _hand(craft)
    await craft.work(order)
    assert _hand(craft) == first


async def test_a_process_is_let_go_after_many_files(
    craft: Studio, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_of, "FILES_EACH", 2)
    await craft.work(order)
    first = _hand(craft)
    await craft.work(order)
    assert craft._idle == []
    await craft.work(order)
    assert _hand(craft) != first


async def test_one_that_dies_is_replaced(craft: Studio, order: Order) -> None:
    await craft.work(order)
    os.kill(_hand(craft), signal.SIGKILL)
    with pytest.raises(Refused):
        await craft.work(order)
    assert (await craft.work(order)).kind == "photo"


async def test_one_that_hangs_is_ended(order: Order) -> None:
    craft = Studio(craftsmen=1, patience=0.3)
    async with craft.living():
        process = await pool_of._Craftsman.hire()
        os.kill(process._process.pid, signal.SIGSTOP)
        craft._idle.append(process)
        with pytest.raises(Refused, match="broken_file"):
            await craft.work(order)
        assert process._process.returncode == -signal.SIGKILL
        assert craft._idle == []


async def test_memory_is_limited(craft: Studio, order: Order) -> None:
    await craft.work(order)
    limits = _of(_hand(craft), "limits").decode()
    assert f"{1536 * 2**20}" in next(line for line in limits.splitlines() if line.startswith("Max address space"))


async def test_it_knows_nothing_of_the_server(craft: Studio, order: Order) -> None:
    await craft.work(order)
    environment = _of(_hand(craft), "environ")
    assert b"KOCMOC" not in environment
    assert b"PATH" not in environment


async def test_too_many_orders_are_refused(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_of, "MOST_WAITING", 2)
    craft = Studio(craftsmen=1)
    async with craft.living():
        orders = [asyncio.create_task(craft.work(order)) for _ in range(3)]
        outcomes = await asyncio.gather(*orders, return_exceptions=True)
    assert [type(each) for each in outcomes].count(Busy) == 1


async def test_who_stops_waiting_takes_the_work_along(craft: Studio, order: Order) -> None:
    await craft.work(order)
    hand = _hand(craft)
    os.kill(hand, signal.SIGSTOP)
    waiting = asyncio.create_task(craft.work(order))
    await asyncio.wait([waiting], timeout=0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not _is_there(hand)
    assert (await craft.work(order)).kind == "photo"


async def test_all_leave_when_the_studio_closes(order: Order) -> None:
    craft = Studio(craftsmen=2)
    async with craft.living():
        await asyncio.gather(craft.work(order), craft.work(order))
        hands = [each._process.pid for each in craft._idle]
    assert [hand for hand in hands if _is_there(hand)] == []
