"""The document: valid, whole, and as good as what it describes."""

from typing import Any

import httpx
import jsonschema_rs
import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.stage import Running

Json = dict[str, Any]


@pytest.fixture(scope="session")
def document(server: Running) -> Json:
    return server.house.reference.document


def _operations(document: Json) -> list[tuple[str, Json]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


async def test_it_is_valid_and_public(server: Running, document: Json) -> None:
    async with httpx.AsyncClient(base_url=server.url) as anybody:
        answer = await anybody.get("/api/openapi.json")
    assert (answer.status_code, answer.json()) == (200, document)
    OpenAPIV31SpecValidator(document).validate()


def test_every_operation_is_named_once_and_says_what_it_is_for(document: Json) -> None:
    operations = dict(_operations(document))
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names), sorted(name for name in set(names) if names.count(name) > 1)
    assert [name for name, each in operations.items() if not each["summary"].endswith((".", "!"))] == []
    assert [name for name, each in operations.items() if len(each["tags"]) != 1] == []
    # Two types of one name would be told apart by the modules they are in, which are nobody's business.
    assert [name for name in document["components"]["schemas"] if "." in name] == []


def test_every_example_fits_its_schema(document: Json) -> None:
    wrong = []
    for name, operation in _operations(document):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media in (media for body in bodies for media in body.get("content", {}).values()):
            examples = (
                [media["example"]]
                if "example" in media
                else [each["value"] for each in media.get("examples", {}).values()]
            )
            validator = jsonschema_rs.validator_for(media["schema"] | {"components": document["components"]})
            wrong += [f"{name}: {error.message}" for each in examples for error in validator.iter_errors(each)]
    assert wrong == []


def test_every_body_that_is_taken_or_given_is_shown(document: Json) -> None:
    """JSON and text by an example; what is neither has a media type and says that it is bytes."""
    operations = _operations(document)
    bodies = [(name, each["requestBody"]) for name, each in operations if "requestBody" in each]
    bodies += [
        (f"{name} {status}", answer)
        for name, each in operations
        for status, answer in each["responses"].items()
        if status.startswith("2") and status != "204"
    ]
    assert len(bodies) > len(operations)
    assert [name for name, body in bodies if not body.get("content")] == []
    shown = [(f"{name} {kind}", media) for name, body in bodies for kind, media in body["content"].items()]
    assert [name for name, media in shown if not {"example", "examples"} & media.keys() and not _is_bytes(media)] == []


def _is_bytes(media: Json) -> bool:
    return "contentMediaType" in media["schema"]


def test_every_operation_answers_with_something_good(document: Json) -> None:
    answers = {name: {status[0] for status in each["responses"]} for name, each in _operations(document)}
    assert [name for name, told in answers.items() if "2" not in told] == []


def test_every_refusal_has_an_example_under_its_code(document: Json) -> None:
    for _, operation in _operations(document):
        for status, response in operation["responses"].items():
            for code, example in (
                response.get("content", {}).get("application/problem+json", {}).get("examples", {}).items()
            ):
                assert (example["value"]["code"], str(example["value"]["status"])) == (code, status)


async def test_the_page_can_be_read_without_any_script(server: Running, document: Json) -> None:
    async with httpx.AsyncClient(base_url=server.url) as anybody:
        answer = await anybody.get("/api/docs")
    assert answer.status_code == 200
    assert "script" not in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    for path in document["paths"]:
        assert f"<code>{path}</code>" in answer.text


def test_nothing_secret_is_in_it(server: Running, document: Json) -> None:
    text = msgspec.json.encode(document).decode()
    assert server.house.settings.secret_key
    assert server.house.settings.secret_key not in text
