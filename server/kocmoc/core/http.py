"""REST's manners: bodies decoded strictly, every failure as RFC 9457 problem+json with a stable code."""

import json
import math
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Never, TypeVar, get_args

import msgspec
import structlog
from litestar import Litestar, Request, Response
from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException, MethodNotAllowedException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from litestar.routes import HTTPRoute
from litestar.types import BeforeRequestHookHandler, ExceptionHandlersMap, Scope

from kocmoc.core import db, errors, meters
from kocmoc.core.errors import FieldError, Problem

T = TypeVar("T")

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]

NO_SURROGATES = "Lone surrogates are not allowed"
NO_SUCH_NUMBER = "Numbers are bounded by 1.8e308"

_log = structlog.get_logger("http")
_AT = re.compile(r"^(?P<message>.*?)(?: - at `(?:key in )?\$\.?(?P<field>.*)`)?$", re.DOTALL)
_KINDS = (
    errors.BadRequest,
    errors.Unauthorized,
    errors.Forbidden,
    errors.NotFound,
    errors.TooLarge,
    errors.UnsupportedType,
    errors.TooMany,
    errors.Unavailable,
)
_BY_STATUS: dict[int, type[Problem]] = {kind.status: kind for kind in _KINDS}


class ProblemDetails(msgspec.Struct):
    """The body of every error."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[FieldError] | msgspec.UnsetType = msgspec.UNSET


def decode(body: bytes | str, kind: type[T]) -> T:
    """Outside JSON as a `kind`, without coercion: 400 when it is not JSON, 422 when it is not a `kind`."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        # The decoder stops at the first thing out of place; whether the rest is JSON at all comes before that.
        raise (invalid(str(error)) if _is_json(body) else _unreadable(body)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _unreadable(body) from None


def _is_json(body: bytes | str) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def _unreadable(body: bytes | str) -> Problem:
    """JSON may spell half a surrogate pair or a number without bounds, only nothing can hold them: well-formed, but not
    acceptable."""
    try:
        json.loads(body if isinstance(body, str) else body.decode(), parse_constant=_refuse)
        json.loads(body, parse_float=_bounded)
    except OverflowError:
        return errors.Invalid.field("", NO_SUCH_NUMBER)
    except (ValueError, RecursionError):
        return errors.NotJson()
    return errors.Invalid.field("", NO_SURROGATES)


def _bounded(number: str) -> float:
    if math.isinf(value := float(number)):
        raise OverflowError
    return value


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


def convert(value: object, kind: type[T]) -> T:
    """The same for a value that is already decoded (a socket's argument)."""
    try:
        msgspec.json.encode(value)  # what cannot be written as JSON can be neither stored nor answered
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise invalid(str(error)) from None
    except UnicodeEncodeError:
        raise errors.Invalid.field("", NO_SURROGATES) from None


def invalid(explanation: str) -> errors.Invalid:
    """msgspec's sentence, split into the field and what is wrong with it."""
    match = _AT.match(explanation)
    message, field = (match["message"], match["field"] or "") if match else (explanation, "")
    unknown = re.search(r"unknown field `(.+?)`|missing required field `(.+?)`", message)
    if unknown:
        name = unknown[1] or unknown[2]
        field = f"{field}.{name}" if field else name
    return errors.Invalid(errors=(FieldError(field, message),))


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON body is decoded straight into the handler's `data` type.

    Litestar would decode it loosely ("5" passes for 5) and answer 400 for what is 422 here.
    """

    async def json(self) -> Any:
        field = self.route_handler.parsed_data_field
        return decode(await self.body(), field.annotation if field else Any)


def respond(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    """A problem as its response, with the request's id so that the log can be searched for it."""
    return Response(
        msgspec.json.encode(describe(problem, request.scope["state"].get("request_id", ""))),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=headers(problem),
    )


def headers(problem: Problem) -> dict[str, str]:
    """The headers a problem asks for."""
    if problem.retry_after is not None:
        return {"Retry-After": str(max(1, math.ceil(problem.retry_after)))}
    if isinstance(problem, errors.MethodNotAllowed):
        return {"Allow": problem.allow}
    if problem.status == errors.Unauthorized.status:
        return {"WWW-Authenticate": "Bearer"}
    return {}


def describe(problem: Problem, request_id: str) -> ProblemDetails:
    return ProblemDetails(
        type="about:blank",
        title=problem.title,
        status=problem.status,
        code=problem.code,
        detail=problem.detail,
        request_id=request_id,
        errors=list(problem.errors) or msgspec.UNSET,
    )


def explain(error: BaseException) -> Problem:
    """Any exception as the problem to show: an absent database is 503, the unforeseen 500 without details."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, MethodNotAllowedException):
        return errors.MethodNotAllowed((error.headers or {}).get("allow", ""))
    if isinstance(error, HTTPException):
        kind = _BY_STATUS.get(error.status_code, errors.BadRequest if error.status_code < 500 else errors.Internal)
        return kind()
    if isinstance(error, db.AWAY):
        _log.warning("database_away", error=repr(error))
        return errors.Unavailable("The database does not answer right now.", retry_after=2)
    meters.unforeseen.inc()
    _log.error("unforeseen", exc_info=error)
    return errors.Internal()


def _invalid_query(error: ValidationException, handler: BaseRouteHandler) -> Problem:
    """Litestar knows what came by the names the handler gave it: an absent body as `data`, a query by its variable."""
    extra = error.extra if isinstance(error.extra, list) else []
    found = [(str(each.get("key", "")), str(each.get("message", ""))) for each in extra]
    if any(name == "data" for name, _ in found):
        return errors.NotJson()
    names = {each.variable: each.name for each in _queries(handler)}
    return errors.Invalid(errors=tuple(FieldError(names.get(name, name), message) for name, message in found))


def _handle(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    if isinstance(error, ValidationException):
        return respond(request, _invalid_query(error, request.route_handler))
    return respond(request, explain(error))


def admission(*guards: Guard) -> BeforeRequestHookHandler:
    """Guards as one hook before every request: as `guards`, Litestar would copy the route for each of them."""

    async def admit(request: Request[Any, Any, Any]) -> None:
        for guard in guards:
            await guard(request, request.route_handler)

    return admit


def one_by_one(app: Litestar) -> Litestar:
    """Has dependencies resolved one after the other: none of ours waits, and a group of tasks for each request costs
    a third of it."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, needs in route.route_handler_map.values():
                needs.dependency_batches = [{each} for batch in needs.dependency_batches for each in batch]
    return app


async def one_of_each(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """A query parameter comes once, and is left out when there is none: Litestar would take `null` for nothing."""
    queries = _queries(handler)
    if not queries:
        return
    given = list(connection.query_params.multi_items())
    for query in queries:
        values = [value for key, value in given if key == query.name]
        if len(values) > 1:
            raise errors.Invalid.field(query.name, "Expected only once")
        if values == ["null"] and not query.is_text:
            raise errors.Invalid.field(query.name, "Expected a value")
        if query.is_moment and values and not _MOMENT.match(values[0]):
            raise errors.Invalid.field(query.name, "Expected a time with its offset from UTC, in the years 1 to 9999")


class _Query(NamedTuple):
    """A query parameter: its name outside and in the handler, whether any text will do for it, or only a time."""

    name: str
    variable: str
    is_text: bool
    is_moment: bool


# A time begins so; a mere number would be taken for seconds since 1970.
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")


@cache
def _queries(handler: BaseRouteHandler) -> list[_Query]:
    """The query parameters of a route."""
    return [
        _Query(
            field.kwarg_definition.name or field.name,
            field.name,
            str in (field.annotation, *get_args(field.annotation)),
            datetime in (field.annotation, *get_args(field.annotation)),
        )
        for field in handler.parsed_fn_signature.parameters.values()
        if isinstance(field.kwarg_definition, QueryParameter)
    ]


def allowed(scope: Scope) -> bytes:
    """Every method of the path that was asked for. Litestar's own answer to OPTIONS knows those of one handler only."""
    app, template = scope.get("litestar_app"), scope.get("path_template")
    routes = [route for route in app.routes if route.path_format == template] if app else []
    return ", ".join(sorted({method for route in routes for method in getattr(route, "methods", ())})).encode()


EXCEPTION_HANDLERS: ExceptionHandlersMap = {Exception: _handle, HTTPException: _handle, Problem: _handle}
