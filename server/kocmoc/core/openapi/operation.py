"""One route as OpenAPI describes it: what it takes, what it answers, how it can refuse."""

from collections.abc import Iterable
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

from litestar.handlers import HTTPRouteHandler
from litestar.params import ParameterKwarg, PathParameter, QueryParameter
from litestar.response import Stream
from litestar.typing import FieldDefinition
from msgspec import Struct

from kocmoc.core import errors
from kocmoc.core.errors import Problem
from kocmoc.core.openapi.schemas import Json, Schemas

_BOUNDS = {
    "ge": "minimum",
    "le": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
}
_SAID = {200: "Done.", 201: "Made.", 202: "Accepted.", 204: "Done; there is nothing to say.", 503: "Not able to work."}


def refuses(*problems: type[Problem], statuses: tuple[int, ...] = (), **opt: object) -> dict[str, object]:
    """A route's `opt`: the refusals that are its own, and what statuses it answers with beside its first one.
    A `body` or an `answer` that is not JSON is described by hand: media type → media type object.

    What every route may answer (no token, not valid, too many requests, overloaded) is known without saying.
    """
    return {"problems": problems, "statuses": statuses, **opt}


class Refusal(Struct, frozen=True):
    """One way to refuse: the status of the answer and the code in it."""

    status: int
    code: str
    detail: str
    title: str

    @classmethod
    def of(cls, problem: type[Problem]) -> "Refusal":
        return cls(problem.status, problem.code, problem.detail or problem.title, problem.title)


class Operation:
    """A handler at a path, under one method."""

    def __init__(self, path: str, method: str, handler: HTTPRouteHandler, signed_in: tuple[type[Problem], ...]) -> None:
        self.path = path
        self.method = method.lower()
        self._handler = handler
        self._signed_in = signed_in

    def describe(self, schemas: Schemas) -> Json:
        handler = self._handler
        told: Json = {
            "operationId": handler.handler_name,
            "tags": sorted(handler.tags or ()),
            "summary": _summary(handler),
            "parameters": [self._parameter(each, schemas) for each in self._parameters()],
            "responses": self._responses(schemas),
            "security": self._security(),
        }
        if self._body is not None:
            told["requestBody"] = {"required": True, "content": {"application/json": schemas.request(self._body)}}
        elif "body" in handler.opt:
            told["requestBody"] = {"required": True, "content": handler.opt["body"]}
        return told

    @property
    def is_public(self) -> bool:
        return bool(self._handler.opt.get("public"))

    def _security(self) -> list[Json]:
        """A public route may know those who are signed in, too."""
        if not self.is_public:
            return [{"bearer": []}]
        return [{}, {"bearer": []}] if self._handler.opt.get("guests") else [{}]

    def refusals(self) -> list[Refusal]:
        """Every way this operation can refuse, by status and code."""
        own: tuple[type[Problem], ...] = self._handler.opt.get("problems", ())
        found = {Refusal.of(problem) for problem in (*own, *self._usual())}
        return sorted(found, key=lambda each: (each.status, each.code))

    def _usual(self) -> list[type[Problem]]:
        usual: list[type[Problem]] = [errors.TooMany, errors.Unavailable, errors.ShuttingDown]
        if not self._handler.opt.get("in_maintenance"):
            usual.append(errors.UnderMaintenance)
        if not self.is_public:
            usual += [errors.Unauthorized, *self._signed_in]
        if self._body is not None or any(not _is_in_path(each) for each in self._parameters()):
            usual.append(errors.Invalid)
        if self._body is not None:
            usual += [errors.NotJson, errors.TooLarge]
        if any(each.annotation is UUID for each in self._parameters()):
            usual.append(errors.NotFound)
        return usual

    @property
    def _body(self) -> Any:
        field = self._handler.parsed_data_field
        return field.annotation if field else None

    def _parameters(self) -> list[FieldDefinition]:
        given = self._handler.parsed_fn_signature.parameters.values()
        return [each for each in given if isinstance(each.kwarg_definition, QueryParameter | PathParameter)]

    def _parameter(self, field: FieldDefinition, schemas: Schemas) -> Json:
        kwarg = field.kwarg_definition
        assert isinstance(kwarg, ParameterKwarg)
        is_path = _is_in_path(field)
        name = kwarg.name or field.name
        schema = schemas.plain(_present(field.annotation)) | _bounds(kwarg)
        told: Json = {"name": name, "in": "path" if is_path else "query", "schema": schema}
        told["required"] = is_path or not field.has_default
        if kwarg.description:
            told["description"] = kwarg.description
        if is_path:
            told["example"] = schemas.sample(name, field.annotation)
        return told

    def _responses(self, schemas: Schemas) -> Json:
        handler = self._handler
        content = self._content(schemas)
        told: Json = {}
        for status in sorted({handler.status_code, *handler.opt.get("statuses", ())}):
            told[str(status)] = {"description": _SAID.get(status, "Done.")}
            if content and status != 204:
                told[str(status)]["content"] = {**content}
        return refusing(told, self.refusals())

    def _content(self, schemas: Schemas) -> Json:
        if "answer" in self._handler.opt:
            by_hand: Json = self._handler.opt["answer"]
            return by_hand
        answer = _answer(self._handler.parsed_return_field)
        return {"application/json": schemas.response(answer)} if answer is not None else {}


def refusing(responses: Json, refusals: Iterable[Refusal]) -> Json:
    """These responses, and those of the refusals."""
    for refusal in refusals:
        _add(responses, refusal)
    return responses


def _add(responses: Json, refusal: Refusal) -> None:
    """Refusals of one status share a response; each code is an example of it."""
    response = responses.setdefault(str(refusal.status), {"description": refusal.title, "content": {}})
    media = response["content"].setdefault(
        "application/problem+json", {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
    )
    media["examples"][refusal.code] = {"value": example(refusal)}
    if refusal.status in (429, 503):
        response["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}}


def example(refusal: Refusal) -> Json:
    """The problem as it would come over the wire."""
    told: Json = {
        "type": "about:blank",
        "title": refusal.title,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail,
        "request_id": "5f1c9a7e3b2d4c60",
    }
    if refusal.code == errors.Invalid.code:
        told["errors"] = [{"field": "text", "message": "Expected at most 4096 characters"}]
    return told


def _is_in_path(field: FieldDefinition) -> bool:
    return isinstance(field.kwarg_definition, PathParameter)


def _summary(handler: HTTPRouteHandler) -> str:
    """The docstring, or the handler's name as words."""
    doc = (handler.fn.__doc__ or "").strip()
    return " ".join(doc.split()) if doc else handler.handler_name.replace("_", " ").capitalize() + "."


def _answer(field: FieldDefinition) -> Any:
    """What is inside `Response[…]`; None for an answer without a body."""
    inner = field.inner_types[0].annotation if field.inner_types and _is_response(field) else field.annotation
    return None if inner in (None, NoneType, bytes, Stream) else inner


def _is_response(field: FieldDefinition) -> bool:
    return getattr(field.origin, "__name__", "") == "Response"


def _present(annotation: Any) -> Any:
    """A parameter that may be left out is never null."""
    if get_origin(annotation) in (Union, UnionType):
        left = [each for each in get_args(annotation) if each is not NoneType]
        return left[0] if len(left) == 1 else annotation
    return annotation


def _bounds(kwarg: ParameterKwarg) -> Json:
    return {told: bound for name, told in _BOUNDS.items() if (bound := getattr(kwarg, name)) is not None}
