"""Every operation, asked for by everybody."""

import httpx
import pytest

from tests.cast import PASSWORD, Person
from tests.matrix.conftest import Stage
from tests.matrix.scene import WHO, Scene
from tests.matrix.shelf import lay_out
from tests.matrix.table import ROWS, Row
from tests.stage import Running


def test_every_operation_has_a_row(server: Running) -> None:
    """A route nobody has thought about fails here."""
    document = server.house.reference.document
    operations = {f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item}
    assert operations == {row.operation for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_everybody_hears_what_they_may(row: Row, stage: Stage) -> None:
    heard = {who: await _ask(stage, who, row) for who in WHO}
    assert heard == row.expected


async def _ask(stage: Stage, who: str, row: Row) -> int:
    scene = await stage.scene()
    if "/files/" in row.operation and not scene.files:
        scene.files = await lay_out(scene)
    method, path = row.operation.split()
    filled = row.path(scene, who)
    path = path.format(**filled) + (f"?{filled['?']}" if "?" in filled else "")
    answer = await _send(stage, scene, who, row, method, path)
    if answer.is_success and method != "GET":
        stage.used_up()
    if answer.status_code == 404:
        assert answer.json()["code"].endswith("_not_found"), answer.text
    return answer.status_code


async def _send(stage: Stage, scene: Scene, who: str, row: Row, method: str, path: str) -> httpx.Response:
    body = row.body(scene, who)
    told = body if isinstance(body, dict) and "files" in body else {"json": body}
    if who == "anonymous":
        stage.anybody.cookies.clear()
        return await stage.anybody.request(method, path, **told)
    person = scene.who(who)
    if not row.alone:
        return await person.http.request(method, path, **told)
    async with httpx.AsyncClient(base_url=person.url, timeout=30) as device:
        token = person.token if who == "disabled" else (await _sign_in(device, person))
        return await device.request(method, path, headers={"Authorization": f"Bearer {token}"}, **told)


async def _sign_in(device: httpx.AsyncClient, person: Person) -> str:
    answer = await device.post("/api/auth/login", json={"login": person.username, "password": PASSWORD})
    token: str = answer.json()["access_token"]
    return token
