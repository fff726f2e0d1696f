"""What `kocmoc admin` can be sent for."""

from collections.abc import AsyncIterator

from kocmoc.admin import Account, AccountChange, Stats, Switch, get_maintenance, set_maintenance
from kocmoc.office import Errand, Office
from kocmoc.words import say, tell

PAGE = 100


def list_users(query: str) -> Errand:
    """One line for each account, the newest first."""

    async def errand(office: Office) -> None:
        count = 0
        async for account in _everybody(office, query):
            tell("{line}", line=_line(account))
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
    for line in _stats(await office.overview.count()):
        tell("{line}", line=line)


def _tell_maintenance(switch: Switch) -> None:
    if switch.enabled:
        tell("The server is closed to everyone but administrators.")
    else:
        tell("The server is open.")
    if switch.message:
        tell("{line}", line=switch.message)


def _line(account: Account) -> str:
    marks = {
        say("administrator"): account.is_admin,
        say("disabled"): account.disabled,
        say("two-step verification"): account.totp_enabled,
    }
    chosen = ", ".join(word for word, is_so in marks.items() if is_so)
    known = f"@{account.username}  {account.email}  {account.display_name}"
    return f"{known}  [{chosen}]" if chosen else known


def _stats(stats: Stats) -> list[str]:
    return [
        say("Version: {version}", version=stats.version),
        say("Accounts: {count}", count=stats.users.total),
        say("Administrators: {count}", count=stats.users.admins),
        say("Disabled accounts: {count}", count=stats.users.disabled),
        say("Chats: {count}", count=stats.chats),
        say("Messages: {count}", count=stats.messages),
        say("Files: {count}, {size}", count=stats.storage.files, size=_size(stats.storage.bytes)),
        say("Database: {size}", size=_size(stats.storage.database_bytes)),
        say("Open reports: {count}", count=stats.open_reports),
    ]


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MiB"
