"""What the command says while it starts and stops, in the language of the terminal."""

import contextlib
import os
import sys
from collections.abc import Mapping

_RU = {
    "Starting PostgreSQL…": "Запускаю PostgreSQL…",
    "Preparing the database": "Готовлю базу данных",
    "Waiting for another KOCMOC to start PostgreSQL": "Жду, пока другой KOCMOC запустит PostgreSQL",
    "Waiting for the previous PostgreSQL to end": "Жду, пока завершится прежний PostgreSQL",
    "The database does not answer yet": "База данных пока не отвечает",
    "PostgreSQL is recovering what was not written down": "PostgreSQL восстанавливает недописанное",
    "Filling the demo world…": "Наполняю демонстрационный мир…",
    "KOCMOC is ready: {url}": "KOCMOC готов: {url}",
    "Data folder: {folder}": "Папка данных: {folder}",
    "Applied: {name}": "Применено: {name}",
    "Missing: {name}": "Не хватает: {name}",
    "The database is up to date.": "База данных в порядке.",
    "There is no database in {folder} yet.": "В {folder} ещё нет базы данных.",
    "The database is older than this program; run kocmoc migrate first.": (
        "База данных старше этой программы; сначала выполните kocmoc migrate."
    ),
    "There is no such user.": "Такого пользователя нет.",
    "This is the only administrator; appoint another one first.": (
        "Это единственный администратор; сначала назначьте другого."
    ),
    "is an administrator now": "теперь администратор",
    "is no administrator any more": "больше не администратор",
    "is disabled": "вход закрыт",
    "is enabled": "вход открыт",
    "is signed out everywhere": "все сеансы завершены",
    "has a new password": "новый пароль установлен",
    "the account is deleted": "учётная запись удалена",
    "Temporary password: {password}": "Временный пароль: {password}",
    "administrator": "администратор",
    "disabled": "вход закрыт",
    "two-step verification": "двухэтапный вход",
    "The server is closed to everyone but administrators.": "Сервер закрыт для всех, кроме администраторов.",
    "The server is open.": "Сервер открыт.",
    "Version: {version}": "Версия: {version}",
    "Accounts: {count}": "Учётных записей: {count}",
    "Administrators: {count}": "Администраторов: {count}",
    "Disabled accounts: {count}": "С закрытым входом: {count}",
    "Chats: {count}": "Чатов: {count}",
    "Messages: {count}": "Сообщений: {count}",
    "Files: {count}, {size}": "Файлов: {count}, {size}",
    "Database: {size}": "База данных: {size}",
    "Open reports: {count}": "Открытых жалоб: {count}",
    "Disk: {free} free of {total}": "Диск: свободно {free} из {total}",
    "files: {size}": "файлы: {size}",
    "Reports: {count}": "Жалоб: {count}",
    "Deeds: {count}": "Действий: {count}",
    "There is no such report.": "Такой жалобы нет.",
    "somebody": "кто-то",
    "settled": "закрыта",
    "command line": "командная строка",
    "is settled": "жалоба закрыта",
    "is open again": "жалоба снова открыта",
    "Demo login: {login}, password: {password}": "Вход в демо: {login}, пароль: {password}",
    "There are no accounts yet. Open the address and register: the first account is the administrator.": (
        "Учётных записей ещё нет. Откройте адрес и зарегистрируйтесь: первая запись станет администратором."
    ),
    "To do that from another machine, give this invitation when registering: {token}": (
        "Чтобы сделать это с другой машины, укажите при регистрации приглашение: {token}"
    ),
    "Stopping…": "Останавливаюсь…",
    "Port {port} is busy on {host}: stop the program that uses it, or choose another with --port.": (
        "Порт {port} на {host} занят: остановите программу, которая его занимает, или выберите другой через --port."
    ),
    "The data folder {folder} is in use by another KOCMOC (process {pid}).": (
        "Папка данных {folder} занята другим KOCMOC (процесс {pid})."
    ),
    "The web client is not built; bin/kocmoc builds it. Until then only the API answers.": (
        "Веб-клиент не собран; его собирает bin/kocmoc. До тех пор отвечает только API."
    ),
}


def speaks_russian(environ: Mapping[str, str] = os.environ) -> bool:
    chosen = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return chosen.lower().startswith("ru")


def say(sentence: str, **values: object) -> str:
    """The sentence in the terminal's language; what has no translation stays English."""
    chosen = _RU.get(sentence, sentence) if speaks_russian() else sentence
    return chosen.format(**values) if values else chosen


def tell(sentence: str, **values: object) -> None:
    """Prints it at once, past Python's buffer: a signal may come while another line is in there. A closed terminal is
    no reason to fail."""
    with contextlib.suppress(OSError, ValueError):
        os.write(sys.stdout.fileno(), f"{say(sentence, **values)}\n".encode())
