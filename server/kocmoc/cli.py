"""The command `kocmoc`. Every option is also a setting; `kocmoc settings` lists them all."""

import json
import sys
from collections.abc import Iterator
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter

from kocmoc import __version__, cli_admin
from kocmoc.core import values
from kocmoc.core.halt import Halt
from kocmoc.settings import ABOUT, PREFIX, Reading, read

app = App(name="kocmoc", version=__version__, help="A self-hosted messenger that starts with one command.")

# Text as it was typed: the settings read it, whether it comes from here, from the environment or from a file.
Typed = Annotated[str | None, Parameter(show_default=False)]
Switch = Annotated[bool | None, Parameter(negative=(), show_default=False)]


@app.default
def serve(
    *,
    host: Typed = None,
    port: Typed = None,
    data_dir: Typed = None,
    demo: Switch = None,
    workers: Typed = None,
    log_format: Typed = None,
) -> None:
    """Run the server.

    Parameters
    ----------
    host
        Address to listen on (127.0.0.1).
    port
        Port to listen on (8000); 0 takes any free one.
    data_dir
        Folder of all this server keeps (./kocmoc-data).
    demo
        Fill an empty data folder with people and talk.
    workers
        Server processes (1).
    log_format
        json, text, or auto: text on a terminal, else JSON.
    """
    from kocmoc.serve import serve

    options = {"host": host, "port": port, "data_dir": data_dir, "demo": demo, "workers": workers}
    serve(read({**options, "log_format": log_format}))


app.command(serve, name="serve")


@app.command
def migrate(*, data_dir: Typed = None, check: Annotated[bool, Parameter(negative=())] = False) -> int:
    """Bring the database up to this program.

    Parameters
    ----------
    data_dir
        Folder of all this server keeps (./kocmoc-data).
    check
        Change nothing; exit 0 when the database is up to date, else 1.
    """
    from kocmoc.upgrade import check as look
    from kocmoc.upgrade import upgrade

    settings = read({"data_dir": data_dir}).settings
    return look(settings) if check else upgrade(settings)


@app.command
def settings(*, data_dir: Typed = None) -> None:
    """Print every setting in force, without secrets, in the form of a kocmoc.toml.

    Parameters
    ----------
    data_dir
        Folder of all this server keeps (./kocmoc-data).
    """
    sys.stdout.write("\n".join(listing(read({"data_dir": data_dir}))) + "\n")


def listing(reading: Reading) -> Iterator[str]:
    """The lines of `kocmoc settings`."""
    for warning in reading.warnings:
        yield f"# Warning: {warning}."
    for name, about in ABOUT.items():
        yield f"# {about.doc} [{PREFIX}{name.upper()}; {reading.sources[name]}]"
        yield _shown(name, getattr(reading.settings, name))


def _shown(name: str, value: object) -> str:
    if value is None:
        return f"# {name} is unset"
    if ABOUT[name].secret:
        return f"# {name} is set"
    if name in ("database_url", "nats_url"):
        return f"# {name} = {_toml(values.without_password(str(value)))}"
    return f"{name} = {_toml(value)}"


def _toml(value: object) -> str:
    if isinstance(value, tuple) and not isinstance(value, values.Rate):
        return json.dumps([str(each) for each in value])
    return json.dumps(value if isinstance(value, bool | int | float) else str(value), ensure_ascii=False)


app.command(cli_admin.app)


def main() -> None:
    """The entry point: whatever a person can mend is one sentence, without a traceback."""
    try:
        sys.exit(app(exit_on_error=False, print_error=False))
    except CycloptsError as wrong:
        _refuse(str(wrong).strip(), 2)
    except Halt as wrong:
        _refuse(str(wrong), wrong.code)
    except KeyboardInterrupt:
        sys.exit(130)


def _refuse(sentence: str, code: int) -> None:
    sys.stderr.write(f"kocmoc: {sentence}\n")
    sys.exit(code)
