"""How things can fail, in words both REST and the socket understand.

Rooms declare their failures as subclasses with a stable `code`; `core.http` turns them into problem+json,
the socket into an error ack.
"""

from typing import ClassVar

import msgspec


class FieldError(msgspec.Struct, frozen=True):
    """One thing wrong with one field of a request."""

    field: str
    message: str


class Problem(Exception):
    """A refusal the client is meant to read: HTTP `status`, stable `code`, English `detail`."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal server error"
    code: str = "internal_error"
    detail: str = ""
    retry_after: float | None = None
    errors: tuple[FieldError, ...] = ()

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        retry_after: float | None = None,
        errors: tuple[FieldError, ...] = (),
    ) -> None:
        super().__init__(detail or type(self).detail)
        self.code = code or type(self).code
        self.detail = detail or type(self).detail or self.title
        self.retry_after = retry_after if retry_after is not None else type(self).retry_after
        self.errors = errors


class BadRequest(Problem):
    status, title, code = 400, "Bad request", "bad_request"


class NotJson(BadRequest):
    code = "not_json"
    detail = "The request body is not valid JSON."


class Unauthorized(Problem):
    status, title, code = 401, "Unauthorized", "unauthorized"
    detail = "A valid access token is required."


class Forbidden(Problem):
    status, title, code = 403, "Forbidden", "forbidden"


class NotFound(Problem):
    status, title, code = 404, "Not found", "not_found"
    detail = "There is nothing here, or you may not know that there is."


class MethodNotAllowed(Problem):
    """`allow` are the methods that are, as the header of that name lists them."""

    status, title, code = 405, "Method not allowed", "method_not_allowed"

    def __init__(self, allow: str = "") -> None:
        super().__init__()
        self.allow = allow


class Conflict(Problem):
    status, title, code = 409, "Conflict", "conflict"


class TooLarge(Problem):
    status, title, code = 413, "Content too large", "too_large"
    detail = "The request body is too large."


class UnsupportedType(Problem):
    status, title, code = 415, "Unsupported media type", "unsupported_media_type"


class Invalid(Problem):
    """Well-formed but not acceptable; says which fields and why."""

    status, title, code = 422, "Unprocessable content", "validation_failed"
    detail = "The request is well-formed but not valid."

    @classmethod
    def field(cls, field: str, message: str) -> "Invalid":
        return cls(message, errors=(FieldError(field, message),))


class TooMany(Problem):
    status, title, code = 429, "Too many requests", "too_many_requests"
    retry_after = 1.0


class Unavailable(Problem):
    status, title, code = 503, "Service unavailable", "unavailable"
    detail = "The server cannot answer right now; try again in a moment."
    retry_after = 1.0


class ShuttingDown(Unavailable):
    code = "shutting_down"
    detail = "The server is shutting down."
    retry_after = 2.0


class UnderMaintenance(Unavailable):
    """Administrators still come in."""

    code = "maintenance"
    detail = "The server is being looked after; come back a little later."
    retry_after = 30.0


class Internal(Problem):
    """Something we did not foresee. The log has the details under the request id, the client has only that id."""

    detail = "Something went wrong on the server."
