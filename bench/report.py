"""Writes docs/performance.md from the figures that `bin/bench rooms --out` and `bin/bench reading --out` have kept.

Run it as `bin/bench report rooms.json reading.json`.
"""

import argparse
import json
import os
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.rooms import SERIES

PAGE = Path(__file__).parent.parent / "docs/performance.md"
Figures = dict[str, dict[str, Any]]

_ABOUT = """# Performance

What KOCMOC costs beside the stack people would otherwise build on: Express 5, pg and socket.io 4 over the same schema
([bench/node](../bench/node/server.mjs)), with named prepared statements, one statement for each message, no logging and
no limits; and a second one that gathers messages into batches as our journal does. They take turns on one machine, over
fresh databases of one PostgreSQL that really flushes its log to disk; the clients are a program in C. CPU is that of
the server and of PostgreSQL together, from `/proc`. Figures are medians, latencies p50/p99.

Trust the ratios; the figures depend on the machine. Make your own with

```sh
bin/bench rooms --out rooms.json
bin/bench reading --out reading.json
bin/bench report rooms.json reading.json
```
"""


def rooms(figures: dict[str, Figures]) -> Iterable[str]:
    yield "\n## Messages into rooms\n"
    for name, contestants in figures.items():
        yield f"\n### {SERIES[name].about}\n\n"
        yield from idle(name, contestants) if SERIES[name].idle else busy(contestants)


def busy(contestants: Figures) -> Iterable[str]:
    yield "| | accepted/s | delivered/s | CPU ms per 1,000 messages | acknowledged ms | delivered ms |\n"
    yield "|---|---:|---:|---:|---:|---:|\n"
    for who, turn in contestants.items():
        yield (
            f"| {who} | {turn['accepted']:,.0f} | {turn['delivered']:,.0f} | {_cpu(turn):,.0f} "
            f"| {turn['ack_p50']:.1f} / {turn['ack_p99']:.1f} "
            f"| {turn['delivery_p50']:.1f} / {turn['delivery_p99']:.1f} |\n"
        )
    (first, ours), *others = contestants.items()
    yield "\n"
    for who, turn in others:
        yield (
            f"{first} to {who}: {ours['accepted'] / turn['accepted']:.1f}x accepted, "
            f"{ours['delivered'] / turn['delivered']:.1f}x delivered, 1/{_cpu(turn) / _cpu(ours):.1f} of the CPU.\n"
        )
    yield chart("Delivered each second", {who: turn["delivered"] for who, turn in contestants.items()})
    yield chart("CPU ms per 1,000 messages", {who: _cpu(turn) for who, turn in contestants.items()})


def idle(name: str, contestants: Figures) -> Iterable[str]:
    people = SERIES[name].people
    used = {who: turn["memory_mb"] * 1024 / people for who, turn in contestants.items()}
    yield "".join(f"{who}: {kb:.1f} kB for each connection.\n" for who, kb in used.items())
    yield chart("kB for each connection", used)


def reading(figures: dict[str, dict[str, Figures]]) -> Iterable[str]:
    yield "\n## Opening the app\n\n"
    yield "The list of 100 chats and a page of 50 messages; both ask PostgreSQL in the same words.\n"
    for about, kinds in figures.items():
        yield f"\n### {about}\n\n| | requests/s | server ms | PostgreSQL ms |\n|---|---:|---:|---:|\n"
        for what, contestants in kinds.items():
            for who, turn in contestants.items():
                yield (
                    f"| {what}, {who} | {turn['per_second']:,.0f} "
                    f"| {turn['server_ms']:.2f} | {turn['postgres_ms']:.2f} |\n"
                )


def chart(title: str, bars: dict[str, float]) -> str:
    names = ", ".join(f'"{name}"' for name in bars)
    values = ", ".join(f"{value:.1f}" for value in bars.values())
    top = max(bars.values()) * 1.1
    axes = f"  x-axis [{names}]\n  y-axis 0 --> {top:.0f}\n  bar [{values}]"
    return f'\n```mermaid\nxychart-beta\n  title "{title}"\n{axes}\n```\n'


def _cpu(turn: dict[str, Any]) -> float:
    cpu: float = turn["server_ms"] + turn["postgres_ms"]
    return cpu


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", type=Path)
    parser.add_argument("reading", type=Path)
    arguments = parser.parse_args()
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    PAGE.write_text(
        _ABOUT
        + f"\nThis page: {machine}, {datetime.now(UTC):%Y-%m-%d}.\n"
        + "".join(rooms(json.loads(arguments.rooms.read_text())))
        + "".join(reading(json.loads(arguments.reading.read_text())))
    )
