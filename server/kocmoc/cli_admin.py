"""`kocmoc admin`: looking after accounts and the server, whether it runs or not."""

from typing import Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number as Natural

from kocmoc.settings import read
from kocmoc.words import say

app = App(name="admin", help="Look after accounts and the server, whether it runs or not.")

Name = Annotated[str, Parameter(help="Username or e-mail address.")]
Number = Annotated[str, Parameter(help="The number of a report.")]
Folder = Annotated[str | None, Parameter(show_default=False, help="Folder of all this server keeps (./kocmoc-data).")]


@app.command
def users(*, query: str = "", data_dir: Folder = None) -> None:
    """List accounts, the newest first.

    Parameters
    ----------
    query
        The beginning of a username, of a word of a name, of an address.
    """
    from kocmoc import errands, office

    office.run(read({"data_dir": data_dir}).settings, errands.list_users(query))


@app.command
def promote(name: Name, /, *, data_dir: Folder = None) -> None:
    """Make somebody an administrator."""
    _change(name, data_dir, say("is an administrator now"), is_admin=True)


@app.command
def demote(name: Name, /, *, data_dir: Folder = None) -> None:
    """Make somebody an administrator no more."""
    _change(name, data_dir, say("is no administrator any more"), is_admin=False)


@app.command
def disable(name: Name, /, *, data_dir: Folder = None) -> None:
    """Let somebody in no more, and end their sessions."""
    _change(name, data_dir, say("is disabled"), disabled=True)


@app.command
def enable(name: Name, /, *, data_dir: Folder = None) -> None:
    """Let somebody in again."""
    _change(name, data_dir, say("is enabled"), disabled=False)


@app.command
def end_sessions(name: Name, /, *, data_dir: Folder = None) -> None:
    """Sign somebody out everywhere."""
    _change(name, data_dir, say("is signed out everywhere"), end_sessions=True)


@app.command
def password(name: Name, /, *, data_dir: Folder = None) -> None:
    """Give somebody a temporary password, print it, and sign them out everywhere."""
    _change(name, data_dir, say("has a new password"), temporary_password=True)


@app.command
def delete(name: Name, /, *, data_dir: Folder = None) -> None:
    """Delete an account for good. What it wrote stays, as that of a deleted account."""
    from kocmoc import errands, office

    office.run(read({"data_dir": data_dir}).settings, errands.delete(name))


@app.command
def maintenance(
    state: Literal["on", "off"] | None = None, /, *, message: str | None = None, data_dir: Folder = None
) -> None:
    """Close the server to everyone but administrators, open it again, or say how it is.

    Parameters
    ----------
    state
        Nothing says how it is.
    message
        What people are told while it is closed.
    """
    from kocmoc import errands, office
    from kocmoc.admin import Switch

    turn = errands.turn(Switch(state == "on", message)) if state else errands.show_maintenance
    office.run(read({"data_dir": data_dir}).settings, turn)


@app.command
def stats(*, data_dir: Folder = None) -> None:
    """The server at a glance."""
    from kocmoc import errands, office

    office.run(read({"data_dir": data_dir}).settings, errands.show_stats)


@app.command
def reports(
    *, everything: Annotated[bool, Parameter(name="--all", negative=())] = False, data_dir: Folder = None
) -> None:
    """List what people have reported and nobody has settled, the newest first.

    Parameters
    ----------
    everything
        What is settled as well.
    """
    from kocmoc import errands, office

    office.run(read({"data_dir": data_dir}).settings, errands.list_reports(everything=everything))


@app.command
def settle(report: Number, /, *, resolution: str | None = None, data_dir: Folder = None) -> None:
    """Settle a report.

    Parameters
    ----------
    resolution
        A word about how.
    """
    _judge(report, data_dir, say("is settled"), resolved=True, resolution=resolution)


@app.command
def reopen(report: Number, /, *, data_dir: Folder = None) -> None:
    """Open a report again that is settled."""
    _judge(report, data_dir, say("is open again"), resolved=False)


@app.command
def audit(*, limit: Annotated[int, Parameter(validator=Natural(gte=1))] = 50, data_dir: Folder = None) -> None:
    """List what administrators have done, the newest first.

    Parameters
    ----------
    limit
        How many deeds at most.
    """
    from kocmoc import errands, office

    office.run(read({"data_dir": data_dir}).settings, errands.list_deeds(limit))


def _judge(report: str, data_dir: str | None, done: str, *, resolved: bool, resolution: str | None = None) -> None:
    from kocmoc import errands, office
    from kocmoc.admin import Verdict

    verdict = Verdict(resolved=resolved, resolution=resolution)
    office.run(read({"data_dir": data_dir}).settings, errands.settle(report, verdict, done))


def _change(name: str, data_dir: str | None, done: str, **wish: bool) -> None:
    from kocmoc import errands, office
    from kocmoc.admin import AccountChange

    office.run(read({"data_dir": data_dir}).settings, errands.change(name, AccountChange(**wish), done))
