"""Who is asking. Only what a token proves; roles and rights are read from the database at the time of the deed."""

import msgspec


class Principal(msgspec.Struct, frozen=True):
    """The user and the session behind a request or a socket."""

    id: int
    session_id: str
    expires_at: int
