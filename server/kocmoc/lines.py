"""What `kocmoc admin` shows, as lines of a terminal."""

import msgspec

from kocmoc.admin import Account, Complaint, Stats, StorageUse
from kocmoc.audit import Entry
from kocmoc.words import say


def account(of: Account) -> str:
    marks = {
        say("administrator"): of.is_admin,
        say("disabled"): of.disabled,
        say("two-step verification"): of.totp_enabled,
        say("files: {size}", size=_size(of.stored_bytes)): of.stored_bytes > 0,
    }
    chosen = ", ".join(word for word, is_so in marks.items() if is_so)
    known = f"@{of.username}  {of.email}  {of.display_name}"
    return f"{known}  [{chosen}]" if chosen else known


def complaint(report: Complaint) -> list[str]:
    about = f"@{report.user.username}" if report.user else say("somebody")
    lines = [f"{report.id}  {report.created_at}  @{report.reporter.username} → {about}: {_plain(report.reason)}"]
    if report.excerpt:
        lines.append(f"    «{_plain(report.excerpt)}»")
    if report.resolved_at:
        by = f"@{report.resolved_by.username}" if report.resolved_by else say("command line")
        lines.append(f"    {say('settled')}  {report.resolved_at}  {by}  {_plain(report.resolution or '')}".rstrip())
    return lines


def deed(entry: Entry) -> str:
    by = f"@{entry.actor_name}" if entry.actor_name else say("command line")
    whom = f"  @{entry.user_name}" if entry.user_name else ""
    details = f"  {_plain(msgspec.json.encode(entry.details).decode())}" if entry.details else ""
    return f"{entry.done_at}  {by}  {entry.deed}{whom}{details}"


def _plain(text: str) -> str:
    """In one line, and nothing in it that a terminal would obey."""
    return "".join(each if each.isprintable() else " " for each in text)


def stats(stats: Stats) -> list[str]:
    return [
        say("Version: {version}", version=stats.version),
        say("Accounts: {count}", count=stats.users.total),
        say("Administrators: {count}", count=stats.users.admins),
        say("Disabled accounts: {count}", count=stats.users.disabled),
        say("Chats: {count}", count=stats.chats),
        say("Messages: {count}", count=stats.messages),
        say("Files: {count}, {size}", count=stats.storage.files, size=_size(stats.storage.bytes)),
        say("Database: {size}", size=_size(stats.storage.database_bytes)),
        *_disk(stats.storage),
        say("Open reports: {count}", count=stats.open_reports),
    ]


def _disk(storage: StorageUse) -> list[str]:
    """Nothing, where files lie on no disk of ours."""
    if storage.disk_bytes is None or storage.disk_free_bytes is None:
        return []
    return [say("Disk: {free} free of {total}", free=_size(storage.disk_free_bytes), total=_size(storage.disk_bytes))]


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MiB"
