"""What several processes have together."""

from collections.abc import Awaitable, Callable

from kocmoc.core.nats import NatsBus
from kocmoc.core.tally import Tally
from kocmoc.serve.nats import NatsServer
from tests.nats.test_bus import until

Join = Callable[..., Awaitable[NatsBus]]


async def test_everybody_counts_all_and_forgets_who_is_gone(join: Join, nats: NatsServer) -> None:
    houston = await join()
    there = Tally(houston)
    leaving = NatsBus(nats.url, "vostok")
    here = Tally(leaving)
    async with leaving.living():
        await until(lambda: bool(leaving.others() and houston.others()))
        for _ in range(3):
            here.take("user:1")
        here.give_back("user:1")
        there.take("user:1")
        await until(lambda: here.count("user:1") == there.count("user:1") == 3)

        late_bus = await join()
        late = Tally(late_bus)
        await until(lambda: len(leaving.others()) == len(houston.others()) == 2)
        await here.tick()
        await there.tick()
        await until(lambda: late.count("user:1") == 3)
    await until(lambda: len(houston.others()) == len(late_bus.others()) == 1)
    await there.tick()
    await late.tick()
    assert there.count("user:1") == late.count("user:1") == 1
