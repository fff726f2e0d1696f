"""What a stock client and the product say to each other."""

import asyncio

import pytest
import socketio

from kocmoc.realtime.engine import Options, Refuse, Server, Socket, encode
from tests.engine.phone import Phone, calling
from tests.engine.serving import departures, serving, soon, until
from tests.engine.wire import connected, opened


async def let_in_the_crew(socket: Socket, auth: dict[str, object]) -> None:
    if auth.get("token") != "vostok":
        raise Refuse("unauthorized", {"code": "bad_token"})
    socket.data = auth["token"]


async def echo(_: Socket, *arguments: object) -> dict[str, object]:
    return {"ok": True, "heard": arguments}


async def test_who_has_the_token_is_let_in_and_heard():
    server = Server()
    server.on_connect = let_in_the_crew
    server.handlers["echo"] = echo
    async with serving(server) as place, calling(place, auth={"token": "vostok"}) as gagarin:
        assert await gagarin.ask("echo", "Поехали!", {"altitude": 327}) == {
            "ok": True,
            "heard": ["Поехали!", {"altitude": 327}],
        }


async def test_who_has_not_is_told_why():
    server = Server()
    server.on_connect = let_in_the_crew
    async with serving(server) as place, opened(place) as stranger:
        stranger.say('40{"token":"mercury"}')
        assert await stranger.text() == '44{"message":"unauthorized","data":{"code":"bad_token"}}'
        stranger.say('40{"token":"vostok"}')
        assert (await stranger.text()).startswith('40{"sid":')


async def test_the_stock_client_raises_when_it_is_refused():
    server = Server()
    server.on_connect = let_in_the_crew
    async with serving(server) as place:
        phone, reasons = Phone(), []
        phone.on("connect_error", reasons.append)
        with pytest.raises(socketio.exceptions.ConnectionError):
            await phone.connect(place.url, transports=["websocket"], auth={"token": "mercury"}, wait_timeout=15)
        await phone.shutdown()
        assert reasons == [{"message": "unauthorized", "data": {"code": "bad_token"}}]


async def test_when_letting_in_fails_the_client_hears_an_error():
    async def fail(socket: Socket, auth: dict[str, object]) -> None:
        raise RuntimeError

    server = Server()
    server.on_connect = fail
    server.explain = lambda error: {"code": type(error).__name__}
    async with serving(server) as place, opened(place) as wire:
        wire.say("40")
        assert await wire.text() == '44{"message":"error","data":{"code":"RuntimeError"}}'


async def test_a_guest_may_be_greeted_before_the_door_has_closed_behind_them():
    async def greet(socket: Socket, auth: dict[str, object]) -> None:
        socket.accept()
        socket.emit("welcome", auth)

    server = Server()
    server.on_connect = greet
    async with serving(server) as place, connected(place, '{"name":"Leonov"}') as wire:
        assert await wire.event() == ["welcome", {"name": "Leonov"}]


async def test_a_guest_already_greeted_can_only_be_shown_out():
    async def change_ones_mind(socket: Socket, auth: dict[str, object]) -> None:
        socket.accept()
        raise Refuse("unauthorized")

    server = Server()
    server.on_connect = change_ones_mind
    left = departures(server)
    async with serving(server) as place, connected(place) as wire:
        assert await wire.text() == "41"
        assert await wire.close_code() == 1000
        assert left == ["server disconnect"]


@pytest.mark.parametrize("event", ["launch", "connect", "disconnect", "error", "connect_error", "newListener"])
async def test_unknown_and_reserved_events_are_refused_and_the_socket_lives_on(event):
    server = Server()
    server.handlers |= {"echo": echo, "connect": echo, "disconnect": echo, "error": echo}
    async with serving(server) as place, connected(place) as wire:
        wire.say(f'421["{event}",1]', '422["echo"]')
        assert (
            await wire.text() == '431[{"ok":false,"error":{"code":"unknown_event","detail":"There is no such event."}}]'
        )
        assert await wire.text() == '432[{"ok":true,"heard":[]}]'


async def test_every_failure_of_a_handler_is_an_acknowledgement():
    async def fail(_: Socket) -> None:
        raise LookupError("no fuel")

    async def answer_nonsense(_: Socket) -> object:
        return {"ok": object()}

    async def explain_badly(_: Socket) -> None:
        raise KeyError

    def explain(error: Exception) -> dict[str, object]:
        if isinstance(error, KeyError):
            raise error
        return {"code": type(error).__name__}

    server = Server()
    server.handlers |= {"fail": fail, "nonsense": answer_nonsense, "unexplained": explain_badly}
    server.explain = explain
    async with serving(server) as place, connected(place) as wire:
        wire.say('420["fail"]', '421["nonsense"]', '422["fail","too","many"]', '423["unexplained"]')
        assert await wire.text() == '430[{"ok":false,"error":{"code":"LookupError"}}]'
        assert await wire.text() == '431[{"ok":false,"error":{"code":"TypeError"}}]'
        assert await wire.text() == '432[{"ok":false,"error":{"code":"TypeError"}}]'
        assert (await wire.text()).startswith('433[{"ok":false,"error":{"code":"internal"')


async def test_events_of_one_socket_are_handled_in_order_whatever_each_takes():
    begun: list[int] = []
    gates = [asyncio.Event() for _ in range(20)]

    async def handle(_: Socket, number: int) -> int:
        begun.append(number)
        if number % 3 == 0:
            await gates[number].wait()
        return number

    server = Server()
    server.handlers["handle"] = handle
    async with serving(server) as place, connected(place) as wire:
        wire.say(*(f'42{number}["handle",{number}]' for number in range(20)))
        for number in range(0, 20, 3):
            await until(lambda number=number: begun[-1:] == [number])
            assert begun == list(range(number + 1))
            gates[number].set()
        assert [await wire.text() for _ in range(20)] == [f"43{number}[{number}]" for number in range(20)]


async def test_two_sockets_do_not_wait_for_each_other():
    gate = asyncio.Event()

    async def wait(_: Socket) -> None:
        await gate.wait()

    server = Server()
    server.handlers |= {"wait": wait, "echo": echo}
    async with serving(server) as place, connected(place) as slow, connected(place) as quick:
        slow.say('421["wait"]')
        quick.say('421["echo"]')
        assert await quick.text() == '431[{"ok":true,"heard":[]}]'
        gate.set()
        assert await slow.text() == "431[]"


async def test_a_burst_of_five_hundred_arrives_complete_and_in_order():
    async def burst(socket: Socket) -> None:
        for number in range(500):
            socket.emit("number", number)

    server = Server()
    server.handlers["burst"] = burst
    async with serving(server) as place, calling(place) as phone:
        await phone.emit("burst")
        assert [await phone.hear() for _ in range(500)] == [("number", number) for number in range(500)]


async def test_five_hundred_questions_get_five_hundred_answers_in_order():
    server = Server(Options(max_packets_per_second=1000))
    server.handlers["echo"] = echo
    async with serving(server) as place, connected(place) as wire:
        wire.say(*(f'42{number}["echo",{number}]' for number in range(500)))
        for number in range(500):
            assert await wire.text() == f'43{number}[{{"ok":true,"heard":[{number}]}}]'


async def test_the_server_may_ask_and_the_client_answers():
    asked: list[object] = []

    async def question(socket: Socket) -> None:
        asked.extend(await socket.call("altitude?", "now", timeout=5))

    server = Server()
    server.handlers["question"] = question
    async with serving(server) as place, calling(place) as phone:
        phone.on("altitude?", lambda when: (when, 327))
        await phone.ask("question")
        assert asked == ["now", 327]


async def test_a_question_ends_with_the_patience_or_with_the_connection():
    failures: list[type[Exception]] = []

    async def question(socket: Socket, patience: float) -> None:
        try:
            await socket.call("altitude?", timeout=patience)
        except (TimeoutError, ConnectionError) as failure:
            failures.append(type(failure))

    server = Server()
    server.handlers["question"] = question
    async with serving(server) as place, connected(place) as wire:
        wire.say('421["question",0.01]')
        assert await wire.text() == '421["altitude?"]'
        assert await wire.text() == "431[]"
        wire.say("431[327]", '422["question",60]')
        assert await wire.text() == '422["altitude?"]'
    await until(lambda: len(failures) == 2)
    assert failures == [TimeoutError, ConnectionError]


async def test_everything_said_before_leaving_is_done_before_the_goodbye():
    async def note(_: Socket, number: str) -> None:
        await asyncio.sleep(0)
        done.append(number)

    server = Server()
    done = departures(server)
    server.handlers["note"] = note
    async with serving(server) as place:
        async with connected(place) as wire:
            wire.say('42["note","1"]', '42["note","2"]', '42["note","3"]')
        await until(lambda: len(done) == 4)
    assert done == ["1", "2", "3", "transport close"]


async def test_what_is_left_when_the_server_ends_it_is_not_done():
    async def leave(socket: Socket) -> None:
        socket.disconnect(encode("session:expired", {}))
        await asyncio.sleep(0)
        done.append("left")

    async def note(_: Socket) -> None:
        done.append("noted")

    server = Server()
    done = departures(server)
    server.handlers |= {"leave": leave, "note": note}
    async with serving(server) as place, connected(place) as wire:
        wire.say('421["leave"]', '42["note"]')
        assert await wire.event() == ["session:expired", {}]
        assert await wire.close_code() == 1000
        await until(lambda: len(done) == 2)
    assert done == ["left", "server disconnect"]


@pytest.mark.parametrize("final", [True, False])
async def test_only_a_final_end_tells_the_stock_client_to_stay_away(final):
    async def leave(socket: Socket) -> None:
        socket.disconnect(encode("maintenance", {"enabled": True}), final=final)

    server = Server()
    server.handlers["leave"] = leave
    async with serving(server) as place, connected(place) as wire:
        wire.say('42["leave"]')
        assert await wire.event() == ["maintenance", {"enabled": True}]
        if final:
            assert await wire.text() == "41"
        assert await wire.close_code() == 1000


async def test_leaving_the_namespace_keeps_the_connection_for_coming_back():
    server = Server()
    left = departures(server)
    async with serving(server) as place, connected(place) as wire:
        wire.say("41", "40")
        assert (await wire.text()).startswith('40{"sid":')
        assert left == ["client disconnect"]


async def test_a_foreign_namespace_does_not_exist():
    async with serving(Server()) as place, connected(place) as wire:
        wire.say("40/admin,", "40/admin?token=1,{}")
        assert await wire.text() == '44/admin,{"message":"Invalid namespace"}'
        assert await wire.text() == '44/admin,{"message":"Invalid namespace"}'


async def test_the_socket_has_a_name_of_its_own():
    """The session's id opens the session to whoever knows it, so it is nothing to show around."""
    sockets: list[Socket] = []

    async def admit(socket: Socket, auth: dict[str, object]) -> None:
        sockets.append(socket)

    server = Server()
    server.on_connect = admit
    async with serving(server) as place, connected(place):
        assert sockets[0].sid != sockets[0].session.sid
        assert sockets[0].address == "127.0.0.1"
        assert not sockets[0].closed
    await soon(asyncio.sleep(0))
    assert sockets[0].closed


async def test_a_failing_farewell_hook_hurts_nobody(caplog):
    def fail(socket: Socket, reason: str) -> None:
        raise RuntimeError("spilled")

    server = Server()
    server.on_disconnect = fail
    async with serving(server) as place:
        async with connected(place):
            pass
        await until(lambda: not server.sessions)
    assert "spilled" in caplog.text


async def test_a_packet_for_many_is_sent_to_each_and_to_nobody_else():
    crew: list[Socket] = []

    async def board(socket: Socket, auth: dict[str, object]) -> None:
        if auth.get("crew"):
            crew.append(socket)

    server = Server()
    server.on_connect = board
    server.handlers["echo"] = echo
    async with (
        serving(server) as place,
        connected(place, '{"crew":1}') as popovich,
        calling(place, "polling", auth={"crew": 1}) as bykovsky,
        connected(place) as stranger,
    ):
        server.send(encode("orbit", {"number": 48}), crew)
        assert await popovich.event() == ["orbit", {"number": 48}]
        assert await bykovsky.hear() == ("orbit", {"number": 48})
        stranger.say('421["echo"]')
        assert (await stranger.text()).startswith("431")
