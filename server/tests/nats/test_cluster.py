"""Several NATS servers: whoever is at one hears whoever is at the other, and goes there when its own is gone."""

import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from kocmoc.core.bus import News
from kocmoc.core.nats import NatsBus
from tests.nats.test_bus import Ear, until
from tests.ports import free_ports

PROGRAM = Path(sysconfig.get_path("scripts")) / "nats-server"


class Cluster:
    """Two servers that know each other by their routes."""

    def __init__(self, folder: Path) -> None:
        *ports, first, second = free_ports(4)
        self.urls = [f"nats://token@127.0.0.1:{port}" for port in ports]
        self._folder = folder
        self.servers = [
            self._start(ports[0], first, second),
            self._start(ports[1], second, first),
        ]

    def _start(self, port: int, route: int, other: int) -> "subprocess.Popen[bytes]":
        file = self._folder / f"{port}.conf"
        file.write_text(
            f'listen: "127.0.0.1:{port}"\nauthorization {{ token: "token" }}\n'
            f'cluster {{ name: "kocmoc", listen: "127.0.0.1:{route}", routes: ["nats://127.0.0.1:{other}"] }}\n'
        )
        return subprocess.Popen([PROGRAM, "-c", file], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self) -> None:
        for server in self.servers:
            server.kill()
            server.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.end()


async def test_news_cross_from_one_server_to_the_other_and_a_dead_one_is_left(cluster: Cluster) -> None:
    baikonur, houston = (NatsBus(url, "vostok") for url in cluster.urls)
    ear = Ear()
    houston.subscribe("chat:1", ear)
    async with baikonur.living(), houston.living():
        # Each learns of the other when their servers have found each other.
        await until(lambda: bool(baikonur.others() and houston.others()))
        for number in range(200):
            baikonur.publish(News("chat:1", "a", b"%d" % number))
        await baikonur.heard()
        assert [news.body for news in ear.heard] == [b"%d" % number for number in range(200)]

        losses: list[str | None] = []
        houston.on_loss(losses.append)
        cluster.servers[1].kill()
        # It was told of the other one, and goes there.
        await until(lambda: None in losses and houston.is_up)
        await houston.following()
        baikonur.publish(News("chat:1", "b", b"again"))
        await until(lambda: ear.heard[-1].name == "b")
