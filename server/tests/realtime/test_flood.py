"""Too much, too fast: told to wait, then told why, then cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from uuid import uuid4

import msgspec
import pytest
import pytest_asyncio
import socketio

from kocmoc.app import House
from kocmoc.serve.nats import NatsServer
from kocmoc.settings import Settings
from tests.cast import Person
from tests.engine.serving import until
from tests.phone import PATIENCE_SECONDS, Phone
from tests.stage import Running


@pytest_asyncio.fixture
async def hasty(settings: Settings, new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Person]:
    """Somebody on a server that allows five messages at once, and one more every half minute."""
    strict = msgspec.structs.replace(settings, send_burst=5, send_rate=1 / 30)
    async with Running(House(strict, await new_database())) as running:
        person = await Person.register(running.url, "hasty")
        yield person
        await person.leave()


def draft(chat_id: str) -> dict[str, str]:
    return {"chat_id": chat_id, "client_id": str(uuid4()), "text": "быстрее!"}


async def test_one_bucket_serves_rest_and_the_socket_together(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    async with Phone(hasty) as phone:
        for _ in range(3):
            assert (await phone.ask("message:send", draft(chat_id)))["ok"]
        for _ in range(2):
            await hasty.say(chat_id, "и ещё")
        refused = await phone.ask("message:send", draft(chat_id))
        assert refused["error"]["code"] == "slow_down"
        assert 0 < refused["error"]["retry_after"] <= 30
        answer = await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text="и по REST")
        assert (answer.status_code, answer.json()["code"]) == (429, "slow_down")
        assert 0 < int(answer.headers["retry-after"]) <= 30
    assert (await hasty.get(f"/chats/{chat_id}")).json()["last_seq"] == 5


async def test_sending_the_same_again_costs_nothing(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    client_id = str(uuid4())
    for _ in range(20):
        await hasty.say(chat_id, "одно и то же", client_id)
    for _ in range(4):
        await hasty.say(chat_id, "новое")
    assert (await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text="x")).status_code == 429


async def test_putting_the_same_off_again_costs_nothing(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = {"client_id": str(uuid4()), "text": "потом", "send_at": tomorrow}
    answers = [await hasty.post(f"/chats/{chat_id}/scheduled", **body) for _ in range(20)]
    assert [answer.status_code for answer in answers] == [201] + [200] * 19
    for _ in range(4):
        await hasty.say(chat_id, "новое")
    assert (await hasty.say_softly(chat_id, "лишнее")).status_code == 429


async def test_what_is_refused_for_what_it_is_costs_nothing(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    for _ in range(20):
        answer = await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text=" ")
        assert answer.json()["code"] == "empty_message"
        answer = await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), sticker_id="987654321")
        assert answer.json()["code"] == "sticker_not_found"
    client_id = str(uuid4())
    for text in ("можно", " ", "я" * 5000):
        await hasty.say(chat_id, text, client_id)
    for _ in range(4):
        await hasty.say(chat_id, "новое")
    assert (await hasty.say_softly(chat_id, "лишнее")).status_code == 429


async def test_who_does_not_slow_down_is_told_and_cut(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    async with Phone(hasty) as phone:
        codes = []
        while not phone.disconnected.is_set() and len(codes) < 40:
            try:
                answer = await phone.ask("message:send", draft(chat_id))
            except Exception:
                break
            codes.append(answer["ok"] or answer["error"]["code"])
        flood = await phone.wait("flood")
        assert flood["retry_after"] > 0
        await asyncio.wait_for(phone.disconnected.wait(), PATIENCE_SECONDS)
    assert codes[:5] == [True] * 5
    assert set(codes[5:]) == {"slow_down"}
    assert len(codes[5:]) == 20


async def test_who_hurries_over_rest_loses_their_sockets_too(hasty: Person) -> None:
    chat_id = await hasty.chat_with(hasty)
    async with Phone(hasty) as phone:
        for _ in range(25):
            await hasty.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text="быстрее!")
        assert (await phone.wait("flood"))["retry_after"] > 0
        await asyncio.wait_for(phone.disconnected.wait(), PATIENCE_SECONDS)


async def test_fifty_packets_a_second_are_enough(hasty: Person) -> None:
    async with Phone(hasty) as phone:
        with suppress(socketio.exceptions.SocketIOError):  # until it is cut, in whichever second that is
            for _ in range(1000):
                await phone.emit("typing:stop", {"chat_id": "1"})
        assert (await phone.wait("flood"))["retry_after"] > 0
        await asyncio.wait_for(phone.disconnected.wait(), PATIENCE_SECONDS)


async def test_the_limits_of_a_socket_are_those_of_the_contract() -> None:
    options = House(Settings(secret_key="x" * 40), "postgresql://nowhere/none").engine.options
    assert (options.max_packets_per_second, options.connect_timeout) == (50, 10.0)
    assert (options.max_payload, options.max_buffer, options.binary) == (64 * 1024, 1024 * 1024, False)


@pytest.mark.parametrize(
    ("payload", "detail"), [("x" * 65_536, "frame too big"), ({"photo": b"bytes"}, "binary packets are not accepted")]
)
async def test_what_no_client_should_send_is_told_and_cut(hasty: Person, payload: object, detail: str) -> None:
    async with Phone(hasty) as phone:
        await phone.emit("typing:start", payload)
        assert await phone.wait("bad_packet") == {"detail": detail}
        await asyncio.wait_for(phone.disconnected.wait(), PATIENCE_SECONDS)


async def test_the_least_time_between_two_messages_is_kept_over_rest_and_the_socket(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    patient = msgspec.structs.replace(settings, send_min_interval_ms=60_000)
    async with Running(House(patient, await new_database())) as running:
        person = await Person.register(running.url, "patient")
        chat_id = await person.chat_with(person)
        await person.say(chat_id, "раз")
        async with Phone(person) as phone:
            error = (await phone.ask("message:send", draft(chat_id)))["error"]
        assert error["code"] == "slow_down"
        assert 0 < error["retry_after"] <= 60
        await person.leave()


async def test_one_person_and_one_address_have_so_many_sockets(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    narrow = msgspec.structs.replace(settings, address_limits=True, sockets_per_user=2, sockets_per_address=3)
    async with Running(House(narrow, await new_database())) as running:
        gagarin = await Person.register(running.url, "gagarin")
        korolev = await Person.register(running.url, "korolev")
        async with Phone(gagarin), Phone(gagarin):
            third = Phone(gagarin)
            with pytest.raises(socketio.exceptions.ConnectionError):
                await third.__aenter__()
            assert third.refusal["message"] == "too_many_connections"
            await until(lambda: len(running.house.engine.sessions) == 2)
            async with Phone(korolev):
                refused = await korolev.http.get("/socket.io/", params={"EIO": "4", "transport": "polling"})
                assert refused.status_code == 429
                assert refused.json() == {"code": 4, "message": "Too many connections from this address"}
        await until(lambda: not running.house.engine.sessions)
        async with Phone(gagarin) as again:
            assert (await again.ask("sync", {}))["ok"]
        for person in (gagarin, korolev):
            await person.leave()


async def test_a_network_of_ipv6_is_one_address_to_the_sockets_too(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    narrow = msgspec.structs.replace(
        settings, address_limits=True, sockets_per_address=1, trusted_proxies=(ip_network("127.0.0.1/32"),)
    )
    async with Running(House(narrow, await new_database())) as running, Person.nobody(running.url) as browser:
        for address, expected in (("2001:db8::1", 200), ("2001:db8::2", 429), ("2001:db8:0:1::1", 200)):
            answer = await browser.get(
                "/socket.io/", params={"EIO": "4", "transport": "polling"}, headers={"x-forwarded-for": address}
            )
            assert answer.status_code == expected, address


async def test_sockets_are_counted_over_several_processes(
    settings: Settings, new_database: Callable[[], Awaitable[str]], nats: NatsServer
) -> None:
    narrow = msgspec.structs.replace(
        settings, address_limits=True, sockets_per_user=2, sockets_per_address=3, nats_url=nats.url, secret_key="z" * 40
    )
    database = await new_database()
    async with Running(House(narrow, database)) as one, Running(House(narrow, database)) as other:
        gagarin = await Person.register(one.url, "gagarin")
        korolev = await Person.register(one.url, "korolev")
        await one.house.bus.heard()
        async with Phone(gagarin), Phone(gagarin, url=other.url):
            for server in (one, other):
                await server.house.bus.heard()
                third = Phone(gagarin, url=server.url)
                with pytest.raises(socketio.exceptions.ConnectionError):
                    await third.__aenter__()
                assert third.refusal["message"] == "too_many_connections"
                await until(lambda: sum(len(each.house.engine.sessions) for each in (one, other)) == 2)
            async with Phone(korolev):
                await one.house.bus.heard()
                for server in (one, other):
                    refused = await korolev.http.get(
                        f"{server.url}/socket.io/", params={"EIO": 4, "transport": "polling"}
                    )
                    assert refused.status_code == 429
        await until(lambda: not one.house.engine.sessions and not other.house.engine.sessions)
        await other.house.bus.heard()
        async with Phone(gagarin), Phone(gagarin) as again:
            assert (await again.ask("sync", {}))["ok"]
        for person in (gagarin, korolev):
            await person.leave()


async def test_whoever_comes_many_times_at_once_is_counted_all_the_same(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    narrow = msgspec.structs.replace(settings, sockets_per_user=3)
    async with Running(House(narrow, await new_database())) as running:
        gagarin = await Person.register(running.url, "gagarin")
        phones = [Phone(gagarin) for _ in range(12)]
        came = await asyncio.gather(*(phone.__aenter__() for phone in phones), return_exceptions=True)
        assert sum(isinstance(each, Phone) for each in came) == 3
        for phone in phones:
            await phone.__aexit__(None, None, None)
        await gagarin.leave()


async def test_the_bucket_is_one_over_several_processes(
    settings: Settings, new_database: Callable[[], Awaitable[str]], nats: NatsServer
) -> None:
    strict = msgspec.structs.replace(settings, send_burst=10, send_rate=0.01, nats_url=nats.url, secret_key="x" * 40)
    database = await new_database()
    async with Running(House(strict, database)) as one, Running(House(strict, database)) as other:
        hasty = await Person.register(one.url, "hasty")
        chat_id = await hasty.chat_with(hasty)
        await one.house.bus.heard()
        codes = []
        for number in range(30):
            server = (one, other)[number % 2]
            sent = {"client_id": str(uuid4()), "text": f"{number}"}
            answer = await hasty.http.post(f"{server.url}/api/chats/{chat_id}/messages", json=sent)
            codes.append(answer.status_code)
            await server.house.bus.heard()
        assert codes == [201] * 10 + [429] * 20
        await hasty.leave()


async def test_refusals_are_counted_over_several_processes(
    settings: Settings, new_database: Callable[[], Awaitable[str]], nats: NatsServer
) -> None:
    """Ten at each are twenty, and the sockets at both are cut."""
    strict = msgspec.structs.replace(settings, send_burst=1, send_rate=0.01, nats_url=nats.url, secret_key="y" * 40)
    database = await new_database()
    async with Running(House(strict, database)) as one, Running(House(strict, database)) as other:
        hasty = await Person.register(one.url, "hasty")
        chat_id = await hasty.chat_with(hasty)
        await hasty.say(chat_id, "один раз можно")
        async with Phone(hasty) as here, Phone(hasty, url=other.url) as there:
            await one.house.bus.heard()
            for number in range(20):
                assert here.of("flood") == there.of("flood") == []
                server = (one, other)[number % 2]
                sent = {"client_id": str(uuid4()), "text": "быстрее!"}
                answer = await hasty.http.post(f"{server.url}/api/chats/{chat_id}/messages", json=sent)
                assert answer.json()["code"] == "slow_down"
                await server.house.bus.heard()
            for phone in (here, there):
                assert (await phone.wait("flood"))["retry_after"] > 0
                await asyncio.wait_for(phone.disconnected.wait(), PATIENCE_SECONDS)
        await hasty.leave()
