"""What `kocmoc admin` can be sent for."""

from collections.abc import AsyncIterator

from kocmoc import admin, audit, lines
from kocmoc.admin import (
    Account,
    AccountChange,
    Complaint,
    Switch,
    Verdict,
    get_maintenance,
    set_maintenance,
)
from kocmoc.office import Errand, Office
from kocmoc.words import say, tell

PAGE = 100


def list_users(query: str) -> Errand:
    """One line for each account, the newest first."""

    async def errand(office: Office) -> None:
        count = 0
        async for account in _everybody(office, query):
            tell("{line}", line=lines.account(account))
            count += 1
        tell("Accounts: {count}", count=count)

    return errand


async def _everybody(office: Office, query: str) -> AsyncIterator[Account]:
    cursor = None
    while True:
        page = await office.people.list_page(None, query, PAGE, cursor)
        for account in page.users:
            yield account
        cursor = page.next_cursor
        if cursor is None:
            return


def change(name: str, wish: AccountChange, done: str) -> Errand:
    """`done` is what is said afterwards; a password that was made is told."""

    async def errand(office: Office) -> None:
        user_id = await office.people.find(name)
        async with office.database.transaction() as db:
            account = await office.people.change(db, None, user_id, wish)
        tell("{line}", line=f"@{account.username}: {done}")
        if account.temporary_password:
            tell("Temporary password: {password}", password=account.temporary_password)

    return errand


def delete(name: str) -> Errand:
    async def errand(office: Office) -> None:
        user_id = await office.people.find(name)
        async with office.database.transaction() as db:
            await office.people.remove(db, None, user_id)
        tell("{line}", line=f"{name}: {say('the account is deleted')}")

    return errand


def turn(switch: Switch) -> Errand:
    async def errand(office: Office) -> None:
        async with office.database.transaction() as db:
            _tell_maintenance(await set_maintenance(db, None, switch))

    return errand


async def show_maintenance(office: Office) -> None:
    _tell_maintenance(await get_maintenance(office.database))


async def show_stats(office: Office) -> None:
    for line in lines.stats(await office.overview.count()):
        tell("{line}", line=line)


def list_reports(*, everything: bool) -> Errand:
    """A line for each report, the newest first, and below it what was said and what became of it."""

    async def errand(office: Office) -> None:
        count = 0
        async for report in _reported(office, None if everything else False):
            for line in lines.complaint(report):
                tell("{line}", line=line)
            count += 1
        tell("Reports: {count}", count=count)

    return errand


async def _reported(office: Office, resolved: bool | None) -> AsyncIterator[Complaint]:
    cursor = None
    while True:
        page = await admin.list_reports(office.database, None, resolved, PAGE, cursor)
        for report in page.reports:
            yield report
        cursor = page.next_cursor
        if cursor is None:
            return


def settle(report_id: str, verdict: Verdict, done: str) -> Errand:
    async def errand(office: Office) -> None:
        async with office.database.transaction() as db:
            report = await admin.settle_report(db, None, report_id, verdict)
        tell("{line}", line=f"{report.id}: {done}")

    return errand


def list_deeds(limit: int) -> Errand:
    """A line for each, the newest first."""

    async def errand(office: Office) -> None:
        count, cursor = 0, None
        while count < limit:
            page = await audit.list_entries(office.database, None, min(PAGE, limit - count), cursor)
            for entry in page.entries:
                tell("{line}", line=lines.deed(entry))
            count, cursor = count + len(page.entries), page.next_cursor
            if cursor is None:
                break
        tell("Deeds: {count}", count=count)

    return errand


def _tell_maintenance(switch: Switch) -> None:
    if switch.enabled:
        tell("The server is closed to everyone but administrators.")
    else:
        tell("The server is open.")
    if switch.message:
        tell("{line}", line=switch.message)
