"""Every setting, one documented line each: default < TOML file < KOCMOC_* in the environment < command line.

`Settings.load()` gives the values; `read()` also says where each came from. A wrong value is one sentence
(`SettingsError`), never a traceback.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

import msgspec

from kocmoc.core import values
from kocmoc.core.halt import Halt
from kocmoc.core.values import MailServer, Network, Parse, Rate

PREFIX = "KOCMOC_"


class SettingsError(Halt):
    """A setting that cannot be used."""

    code = 2


class About(NamedTuple):
    """What a setting is for and how it is read. A secret one is never shown."""

    doc: str
    parse: Parse[Any]
    secret: bool = False


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the server was told. Made by `Settings.load`; nobody else reads the environment."""

    host: Annotated[str, About("Address to listen on; 0.0.0.0 is every network.", values.line)] = "127.0.0.1"
    port: Annotated[int, About("Port to listen on; 0 takes any free one.", values.whole(0, 65_535))] = 8000
    data_dir: Annotated[Path, About("Folder of all this server keeps.", values.folder)] = Path("kocmoc-data")
    workers: Annotated[int, About("Server processes on this machine.", values.whole(1, 64))] = 1
    demo: Annotated[bool, About("Fill an empty data folder with people and talk; loopback only.", values.flag)] = False

    database_url: Annotated[
        str | None, About("PostgreSQL 15+ of your own; unset: one inside the data folder.", values.database)
    ] = None
    database_pool_size: Annotated[int, About("Most connections to PostgreSQL.", values.whole(2, 1000))] = 10
    pg_bindir: Annotated[
        Path | None, About("Folder with postgres and initdb; unset: the ones that come along.", values.folder)
    ] = None

    nats_url: Annotated[
        str | None, About("NATS by which several processes hear of each other; unset: one's own.", values.nats)
    ] = None

    secret_key: Annotated[
        str | None, About("Signs access tokens; unset: made at the first start.", values.secret, secret=True)
    ] = None
    public_url: Annotated[str | None, About("Where people open it: https://chat.example.org.", values.origin)] = None
    trusted_proxies: Annotated[
        tuple[Network, ...],
        About("Proxies whose X-Forwarded-For is believed: addresses or networks.", values.many(values.network)),
    ] = ()
    cors_origins: Annotated[
        tuple[str, ...], About("Other origins whose pages may call this server.", values.many(values.origin))
    ] = ()

    smtp_url: Annotated[
        MailServer | None,
        About(
            "smtp, starttls or smtps://user:password@host; unset: mail into outbox/.", values.mail_server, secret=True
        ),
    ] = None
    mail_from: Annotated[
        str | None, About("Sender of mail; unset: kocmoc@ the host of public_url.", values.mailbox)
    ] = None

    registration: Annotated[
        str, About("Who may make an account: open, invite or closed.", values.one_of("open", "invite", "closed"))
    ] = "open"
    access_ttl_seconds: Annotated[int, About("Life of an access token.", values.whole(1, 86_400))] = 900
    refresh_ttl_seconds: Annotated[int, About("Life of an unused session.", values.whole(1, 31_536_000))] = 2_592_000
    login_max_failures: Annotated[
        int, About("Wrong passwords, or codes, before those lock.", values.whole(1, 1000))
    ] = 5
    login_lock_seconds: Annotated[int, About("Time failures count and a lock lasts.", values.whole(1, 86_400))] = 900
    code_ttl_seconds: Annotated[int, About("Life of a code sent by mail.", values.whole(1, 86_400))] = 600
    bcrypt_cost: Annotated[int, About("Work of one password hash; one more doubles it.", values.whole(4, 16))] = 12

    address_limits: Annotated[bool, About("Limits per network address; off for tests.", values.flag)] = True
    address_limit_login: Annotated[Rate, About("Logins from one address.", values.rate)] = Rate(20, 60)
    address_limit_register: Annotated[Rate, About("Registrations from one address.", values.rate)] = Rate(10, 3600)
    address_limit_codes: Annotated[Rate, About("Mailed codes from one address.", values.rate)] = Rate(10, 3600)
    code_limit: Annotated[Rate, About("Mailed codes over all addresses.", values.rate)] = Rate(1000, 3600)
    address_limit_upload: Annotated[Rate, About("Uploads from one address.", values.rate)] = Rate(60, 60)
    address_limit_everything: Annotated[Rate, About("All requests from one address.", values.rate)] = Rate(600, 60)

    send_burst: Annotated[int, About("Messages one person may send at once.", values.whole(1, 100_000))] = 20
    send_rate: Annotated[float, About("Messages a second after that.", values.decimal(0.01, 100_000))] = 5.0
    send_min_interval_ms: Annotated[int, About("Least time between two messages.", values.whole(0, 60_000))] = 0
    journal_batch: Annotated[int, About("Most messages in one transaction.", values.whole(1, 10_000))] = 512
    journal_queue: Annotated[int, About("Most messages waiting to be written.", values.whole(1, 1_000_000))] = 20_000

    upload_max_bytes: Annotated[int, About("Largest file.", values.whole(1, 2**40))] = 50 * 2**20
    upload_quota_bytes: Annotated[int, About("Room for one person's files.", values.whole(0, 2**50))] = 10 * 2**30
    storage_url: Annotated[
        str | None, About("s3://bucket/prefix for files; unset: the data folder.", values.bucket, secret=True)
    ] = None
    accel_prefix: Annotated[
        str | None,
        About(
            "Internal location of nginx that serves the folder of files; without meaning for a bucket.", values.location
        ),
    ] = None

    story_max_seconds: Annotated[int, About("Longest life of a story.", values.whole(1, 172_800))] = 172_800

    retention_days: Annotated[
        int | None, About("Days messages are kept; unset: for ever.", values.whole(1, 36_500))
    ] = None

    link_previews: Annotated[bool, About("Look up where the links of messages lead.", values.flag)] = True

    socket_packets: Annotated[int, About("Packets a second one socket may send.", values.whole(1, 1_000_000))] = 50
    sockets_per_user: Annotated[int, About("Sockets one person may have open.", values.whole(1, 100_000))] = 50
    sockets_per_address: Annotated[
        int, About("Sockets from one address; address_limits = off frees them.", values.whole(1, 1_000_000))
    ] = 1000
    ping_interval_ms: Annotated[int, About("Time between two pings of a socket.", values.whole(100, 300_000))] = 25_000
    ping_timeout_ms: Annotated[int, About("Time a socket has to answer a ping.", values.whole(100, 300_000))] = 20_000

    metrics_token: Annotated[
        str | None, About("Opens /metrics to others than this machine itself.", values.secret, secret=True)
    ] = None

    log_level: Annotated[
        str, About("The least that is logged.", values.one_of("debug", "info", "warning", "error"))
    ] = "info"
    log_format: Annotated[
        str, About("json, text, or auto: text on a terminal, else JSON.", values.one_of("auto", "json", "text"))
    ] = "auto"

    @classmethod
    def load(cls, overrides: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ) -> "Settings":
        """The settings in force. `overrides` come from the command line, by field name; None in it says nothing."""
        return read(overrides, environ).settings

    def __repr__(self) -> str:
        """Without values: a secret in a log line or a traceback is a secret no more."""
        return f"<Settings of {self.data_dir}>"


class Reading(NamedTuple):
    """Settings, where each came from (field name → words), what was strange about it, and the command line's share."""

    settings: Settings
    sources: dict[str, str]
    warnings: list[str]
    options: dict[str, Any] = {}  # noqa: RUF012 - never changed


class _Given(NamedTuple):
    value: object
    source: str


ABOUT: dict[str, About] = {
    name: hint.__metadata__[0] for name, hint in get_type_hints(Settings, include_extras=True).items()
}
_VARIABLES = {PREFIX + name.upper(): name for name in ABOUT}


def read(overrides: Mapping[str, object] | None = None, environ: Mapping[str, str] = os.environ) -> Reading:
    """Settings together with their sources. Raises SettingsError."""
    told = {name: _Given(environ[variable], variable) for variable, name in _VARIABLES.items() if environ.get(variable)}
    told |= {name: _Given(value, "command line") for name, value in (overrides or {}).items() if value is not None}
    given = {"data_dir": _Given(Settings().data_dir, "default")} | _from_file(told, environ) | told
    chosen = {name: _parsed(name, each) for name, each in given.items()}
    sources = {name: given[name].source if name in given else "default" for name in ABOUT}
    options = {name: value for name, value in (overrides or {}).items() if value is not None}
    return Reading(Settings(**chosen), sources, list(_strangers(environ)), options)


def _parsed(name: str, given: _Given) -> Any:
    about = ABOUT[name]
    try:
        return about.parse(given.value)
    except ValueError as wrong:
        instead = "" if about.secret or name in ("database_url", "nats_url") else f", not {str(given.value)!r}"
        raise SettingsError(f"{name} ({given.source}): {wrong}{instead}.") from None


def _from_file(told: Mapping[str, _Given], environ: Mapping[str, str]) -> dict[str, _Given]:
    chosen = environ.get("KOCMOC_CONFIG")
    home = _parsed("data_dir", told["data_dir"]) if "data_dir" in told else Settings().data_dir
    path = Path(chosen) if chosen else home / "kocmoc.toml"
    if not chosen and not path.exists():
        return {}
    table = _toml(path)
    if not chosen and "data_dir" in table:
        raise SettingsError(f"{path} lies in the data folder and cannot move it; remove data_dir from it.")
    for name in table:
        if name not in ABOUT:
            raise SettingsError(f"{path}: there is no setting {name!r}{_hint(name)}.")
    return {name: _Given(value, str(path)) for name, value in table.items()}


def _toml(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise SettingsError(f"{path} cannot be read: {wrong}.") from None


def _strangers(environ: Mapping[str, str]) -> Iterator[str]:
    """Only a warning: the variable may belong to a version yet to come, or to the one this was upgraded from."""
    for variable in environ:
        if variable.startswith(PREFIX) and variable not in _VARIABLES and variable != "KOCMOC_CONFIG":
            hint = _hint(variable.removeprefix(PREFIX).lower())
            yield f"{variable} is not a setting of this version{hint}"


def _hint(name: str) -> str:
    near = difflib.get_close_matches(name, ABOUT, 1, cutoff=0.7)
    return f"; did you mean {near[0]}?" if near else ""
