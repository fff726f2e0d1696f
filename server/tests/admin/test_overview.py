"""What those who run the server see of it: its figures, and what people have reported."""

from collections.abc import Awaitable, Callable

import httpx
import msgspec

from kocmoc.admin import Verdict, list_reports, settle_report
from kocmoc.app import House
from kocmoc.settings import Settings
from tests.cast import Person
from tests.phone import Phone
from tests.stage import Running


async def test_the_overview_counts_what_there_is(korolev: Person, gagarin: Person) -> None:
    before = (await korolev.get("/admin/stats")).json()
    said = await gagarin.say(await gagarin.chat_with(korolev), "Поехали!")
    await gagarin.upload(b"notes")
    async with Phone(gagarin):
        after = (await korolev.get("/admin/stats")).json()
        assert after["users"]["online"] >= 1
    assert after["users"]["total"] >= before["users"]["total"] > 1
    assert (after["users"]["admins"], after["version"]) == (1, "0.1.0")
    assert after["messages"] == before["messages"] + 1
    await gagarin.delete(f"/messages/{said['id']}/delete")
    assert (await korolev.get("/admin/stats")).json()["messages"] == after["messages"]
    assert after["chats"] > before["chats"]
    assert after["storage"]["files"] >= 1
    assert after["storage"]["bytes"] >= 5
    assert after["storage"]["disk_bytes"] > after["storage"]["disk_free_bytes"] > 0
    assert after["storage"]["database_bytes"] > 0
    assert (len(after["days"]), after["days"][0]["messages"]) == (28, 0)
    assert (await gagarin.get("/admin/stats")).status_code == 403


async def test_reports_are_looked_at_and_settled(korolev: Person, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    message = await gagarin.say(chat_id, "Купите тушёнку!")
    await tereshkova.post("/reports", message_id=message["id"], reason="Реклама")
    await tereshkova.post("/reports", user_id=gagarin.id, reason="Назойлив")
    about_him, about_words = (await korolev.get("/admin/reports", resolved=False, limit=2)).json()["reports"]
    assert (about_him["user"]["id"], about_him["message_id"], about_him["reason"]) == (gagarin.id, None, "Назойлив")
    assert (about_words["excerpt"], about_words["message_id"]) == ("Купите тушёнку!", message["id"])
    assert about_words["reporter"]["id"] == tereshkova.id
    path = f"/admin/reports/{about_words['id']}"
    settled = await korolev.patch(path, resolved=True, resolution="Предупреждён")
    assert (settled.status_code, settled.json()["resolution"]) == (200, "Предупреждён")
    assert settled.json()["resolved_by"]["id"] == korolev.id
    open_ones = (await korolev.get("/admin/reports", resolved=False)).json()["reports"]
    assert about_words["id"] not in [each["id"] for each in open_ones]
    assert (await korolev.get("/admin/reports", resolved=True, limit=1)).json()["reports"] == [settled.json()]
    again = (await korolev.patch(path, resolved=False)).json()
    assert (again["resolved_at"], again["resolved_by"], again["resolution"]) == (None, None, None)
    entry = (await korolev.get("/admin/audit", limit=2)).json()["entries"][1]
    assert (entry["deed"], entry["user_id"], entry["details"]["resolution"]) == (
        "report.resolved",
        gagarin.id,
        "Предупреждён",
    )
    for answer in (
        await gagarin.get("/admin/reports"),
        await gagarin.patch(path, resolved=True),
        await tereshkova.patch("/admin/reports/999999999", resolved=True),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    for nothing in ("abc", "999999999"):
        answer = await korolev.patch(f"/admin/reports/{nothing}", resolved=True)
        assert (answer.status_code, answer.json()["code"]) == (404, "report_not_found")


async def test_whoever_has_the_machine_settles_reports_without_an_account(
    server: Running, korolev: Person, gagarin: Person, tereshkova: Person
) -> None:
    about = (await tereshkova.post("/reports", user_id=gagarin.id, reason="Назойлив")).json()
    database = server.house.database
    [report] = (await list_reports(database, None, False, 1, None)).reports
    assert (report.id, report.reporter.id) == (about["id"], tereshkova.id)
    async with database.transaction() as db:
        settled = await settle_report(db, None, report.id, Verdict(resolved=True, resolution="Поговорили"))
    assert (settled.resolved_by, settled.resolution) == (None, "Поговорили")
    entry = (await korolev.get("/admin/audit", limit=1)).json()["entries"][0]
    assert (entry["deed"], entry["actor_id"], entry["user_id"]) == ("report.resolved", None, gagarin.id)


async def test_invitations_are_written_down_without_what_opens_the_door(korolev: Person) -> None:
    invite = (await korolev.post("/admin/invites", max_uses=3)).json()
    await korolev.delete(f"/admin/invites/{invite['code']}")
    revoked, made = (await korolev.get("/admin/audit", limit=2)).json()["entries"]
    assert (revoked["deed"], made["deed"], made["details"]) == (
        "invite.revoked",
        "invite.made",
        {"max_uses": 3, "expires_at": None},
    )


async def test_metrics_tell_what_happens(server: Running, gagarin: Person) -> None:
    async with Phone(gagarin):
        await gagarin.say(await gagarin.chat_with(gagarin), "Раз")
        answer = await gagarin.http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    figures = dict(line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    route = 'method="POST",route="/api/chats/{chat_id}/messages",status="201"'
    assert float(figures[f"kocmoc_request_seconds_count{{{route}}}"]) >= 1
    for name in ("kocmoc_journal_batch_count", "kocmoc_journal_seconds_count", "kocmoc_fan_out_people_count"):
        assert float(figures[name]) >= 1, name
    for name in ("kocmoc_sockets", "kocmoc_bus_up", "kocmoc_pool_open", "kocmoc_bus_published_total"):
        assert float(figures[name]) >= 1, name
    assert "kocmoc_unforeseen_errors_total" in figures
    # Who asks for what is nobody's figure.
    assert gagarin.id not in [part for name in figures for part in name.split("/")]


async def test_metrics_are_for_this_machine_or_for_the_token(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    told = msgspec.structs.replace(settings, metrics_token="a token long enough to be one, for metrics")
    async with Running(House(told, await new_database())) as running, httpx.AsyncClient(base_url=running.url) as far:
        far.headers["X-Forwarded-For"] = "203.0.113.7"
        for authorization in ("", "Bearer nonsense", "Bearer", f"Basic {told.metrics_token}"):
            answer = await far.get("/metrics", headers={"Authorization": authorization} if authorization else {})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), authorization
        answer = await far.get("/metrics", headers={"Authorization": f"Bearer {told.metrics_token}"})
        assert answer.status_code == 200


async def test_without_a_token_nobody_from_afar_reads_metrics(server: Running) -> None:
    async with httpx.AsyncClient(base_url=server.url, headers={"X-Forwarded-For": "203.0.113.7"}) as far:
        for authorization in ("Bearer", "Bearer None", "Bearer x"):
            assert (await far.get("/metrics", headers={"Authorization": authorization})).status_code == 403
