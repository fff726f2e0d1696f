"""Settings: where they come from, what is refused, and that secrets stay secret."""

import stat
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest

from kocmoc.core.secret import keep_key
from kocmoc.core.values import Rate, without_password
from kocmoc.settings import ABOUT, Settings, SettingsError, read
from tests.ground.owner import SERVER


def test_the_command_line_comes_before_the_environment_before_the_file_before_the_default(tmp_path: Path) -> None:
    (tmp_path / "kocmoc.toml").write_text('port = 1001\nhost = "10.0.0.1"\nregistration = "closed"\n')
    environ = {"KOCMOC_DATA_DIR": str(tmp_path), "KOCMOC_PORT": "1002", "KOCMOC_HOST": "10.0.0.2"}
    settings, sources, *_ = read({"port": "1003", "demo": None}, environ)
    assert (settings.port, sources["port"]) == (1003, "command line")
    assert (settings.host, sources["host"]) == ("10.0.0.2", "KOCMOC_HOST")
    assert (settings.registration, sources["registration"]) == ("closed", str(tmp_path / "kocmoc.toml"))
    assert (settings.bcrypt_cost, sources["bcrypt_cost"]) == (12, "default")


def test_everything_has_a_default_and_a_line_of_documentation() -> None:
    settings = Settings.load({}, {})
    assert settings.data_dir == Path.cwd() / "kocmoc-data"
    assert all(about.doc.endswith(".") for about in ABOUT.values())


def test_a_file_elsewhere_is_named_by_a_variable(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text(f'data_dir = "{tmp_path}/space"\nsend_rate = 2\ntrusted_proxies = ["10.0.0.0/8"]\n')
    settings = Settings.load({}, {"KOCMOC_CONFIG": str(elsewhere)})
    assert settings.data_dir == tmp_path / "space"
    assert settings.send_rate == 2.0
    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"),)


def test_lists_switches_and_rates_are_written_as_people_write_them() -> None:
    settings = Settings.load(
        {},
        {
            "KOCMOC_ADDRESS_LIMITS": "off",
            "KOCMOC_ADDRESS_LIMIT_LOGIN": "7 / hour",
            "KOCMOC_TRUSTED_PROXIES": "127.0.0.1, ::1,",
            "KOCMOC_CORS_ORIGINS": "https://A.example.org/,http://localhost:5173",
            "KOCMOC_DEMO": "yes",
        },
    )
    assert settings.address_limits is False
    assert settings.address_limit_login == Rate(7, 3600)
    assert settings.trusted_proxies == (ip_network("127.0.0.1/32"), ip_network("::1/128"))
    assert settings.cors_origins == ("https://a.example.org", "http://localhost:5173")
    assert settings.demo is True


def test_an_empty_variable_says_nothing() -> None:
    assert Settings.load({}, {"KOCMOC_PORT": "", "KOCMOC_DATABASE_URL": ""}) == Settings.load({}, {})


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("port", "abc", "a whole number from 0 to 65535 is expected"),
        ("port", "65536", "a whole number from 0 to 65535 is expected"),
        ("workers", "65", "a whole number from 1 to 64 is expected"),
        ("demo", "maybe", "on or off is expected"),
        ("send_rate", "nan", "a number from 0.01 to 100000 is expected"),
        ("registration", "ajar", "one of open, invite, closed is expected"),
        ("public_url", "chat.org", "an origin like https://chat.example.org is expected"),
        ("host", "a\nb", "a line of text is expected"),
        ("address_limit_login", "0/min", "a rate like 20/min is expected (per s, min, h, hour, day)"),
        ("trusted_proxies", "me", "addresses or networks like 10.0.0.1 or 10.0.0.0/8 are expected"),
    ],
)
def test_a_wrong_value_is_one_sentence(name: str, value: str, complaint: str) -> None:
    variable = f"KOCMOC_{name.upper()}"
    with pytest.raises(SettingsError) as refusal:
        Settings.load({}, {variable: value})
    assert str(refusal.value) == f"{name} ({variable}): {complaint}, not {value!r}."


@pytest.mark.parametrize(("name", "value"), [("secret_key", "hunter2"), ("database_url", "mysql://u:hunter2@h/d")])
def test_a_wrong_secret_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match="expected") as refusal:
        Settings.load({}, {f"KOCMOC_{name.upper()}": value})
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("prot = 1", "there is no setting 'prot'; did you mean port?"),
        ("port = true", "a whole number from 0 to 65535 is expected"),
        ("port = [", "cannot be read"),
        ("data_dir = '/elsewhere'", "cannot move it"),
        ("host = 5", "a line of text is expected"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, toml: str, sentence: str) -> None:
    (tmp_path / "kocmoc.toml").write_text(toml)
    with pytest.raises(SettingsError) as refusal:
        Settings.load({"data_dir": str(tmp_path)}, {})
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_that_was_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        Settings.load({}, {"KOCMOC_CONFIG": str(tmp_path / "nowhere.toml")})


def test_a_variable_nobody_knows_is_a_warning() -> None:
    assert read({}, {"KOCMOC_LOG_LEVL": "debug", "HOME": "/"}).warnings == [
        "KOCMOC_LOG_LEVL is not a setting of this version; did you mean log_level?"
    ]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:s3cret@host/db", "postgresql://me:***@host/db"),
        ("postgresql://me:s3/cr@et@host:5432/db?sslmode=require", "postgresql://me:***@host:5432/db?sslmode=require"),
        ("postgresql://host/db?user=me&password=s3cret&x=1", "postgresql://host/db?user=me&password=***&x=1"),
        ("postgresql://me@host/db", "postgresql://me@host/db"),
    ],
)
def test_a_password_is_never_part_of_a_url_we_show(url: str, shown: str) -> None:
    assert without_password(url) == shown


def kocmoc(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "kocmoc", *arguments],
        cwd=SERVER, env={"PATH": "/usr/bin:/bin", **environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_command_shows_every_setting_and_no_secret(tmp_path: Path) -> None:
    secrets = {"KOCMOC_SECRET_KEY": "s3cret" * 8, "KOCMOC_DATABASE_URL": "postgresql://me:s3cret@host/db"}
    shown = kocmoc("settings", "--data-dir", str(tmp_path), KOCMOC_PORT="9", **secrets)
    assert shown.returncode == 0
    assert "s3cret" not in shown.stdout + shown.stderr
    assert "port = 9" in shown.stdout
    assert "# secret_key is set" in shown.stdout
    assert '# database_url = "postgresql://me:***@host/db"' in shown.stdout
    assert all(f"{name} " in shown.stdout for name in ABOUT)


def test_what_the_command_shows_is_a_file_that_says_the_same(tmp_path: Path) -> None:
    environ = {"KOCMOC_ADDRESS_LIMIT_REGISTER": "3/day", "KOCMOC_CORS_ORIGINS": "https://a.org,https://b.org"}
    (tmp_path / "saved.toml").write_text(kocmoc("settings", **environ).stdout)
    assert Settings.load({}, {"KOCMOC_CONFIG": str(tmp_path / "saved.toml")}) == Settings.load(
        {"data_dir": str(SERVER / "kocmoc-data")}, environ
    )


def test_a_wrong_setting_ends_the_command_with_2_and_without_a_traceback() -> None:
    for arguments in (["--port", "abc"], ["--workers", "0"], ["--no-such-option"], ["frobnicate"]):
        ended = kocmoc(*arguments)
        assert ended.returncode == 2
        assert ended.stderr.startswith("kocmoc: ")
        assert ended.stderr.count("\n") == 1


def test_settings_do_not_show_themselves_in_a_traceback() -> None:
    settings = Settings.load({}, {"KOCMOC_SECRET_KEY": "s3cret" * 8})
    assert "s3cret" not in repr(settings) + str(settings)


def test_the_key_is_made_once_and_for_our_eyes_only(tmp_path: Path) -> None:
    key = keep_key(tmp_path)
    assert len(key) >= 43
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    (tmp_path / "secret.key").chmod(0o644)
    assert keep_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret.key"]
