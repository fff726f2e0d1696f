"""Letters by SMTP, to a real server."""

import ssl
import subprocess
from pathlib import Path

import pytest

from kocmoc.core.values import MailServer, mail_server
from kocmoc.mail import Away, Letter, Refused, Smtp
from kocmoc.mail.letter import write
from tests.mail.conftest import OpenMailroom

LETTER = Letter("gagarin@cosmos.example", "Ваш код", "Код: 190461\n", "<p>Код: <b>190461</b></p>\n")


async def carry(server: MailServer, letter: Letter = LETTER) -> None:
    await Smtp(server).carry(write(letter, "KOCMOC <kocmoc@chat.example>"))


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a mail server needs for TLS, with a certificate that this process trusts."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=post",
         "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


async def test_a_letter_arrives_as_it_was_written(open_mailroom: OpenMailroom) -> None:
    mailroom = await open_mailroom()
    await carry(mailroom.url("smtp"))
    (letter,), (envelope,) = mailroom.letters, mailroom.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("kocmoc@chat.example", ["gagarin@cosmos.example"])
    assert (letter["From"], letter["To"]) == ("KOCMOC <kocmoc@chat.example>", "gagarin@cosmos.example")
    assert letter["Subject"] == "Ваш код"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@chat.example>")
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]
    contents = [part.get_content() for part in letter.iter_parts()]  # type: ignore[attr-defined]
    assert [content.splitlines() for content in contents] == [LETTER.text.splitlines(), LETTER.html.splitlines()]


async def test_smtps_is_encrypted_from_the_start_and_starttls_becomes_so_before_the_password_is_sent(
    open_mailroom: OpenMailroom, tls: ssl.SSLContext
) -> None:
    straight = await open_mailroom(tls=tls, auth_require_tls=False)
    await carry(straight.url("smtps", "post%40example:p%40ss%3Aword@"))
    upgraded = await open_mailroom(tls_context=tls, require_starttls=True)
    await carry(upgraded.url("starttls", "post%40example:p%40ss%3Aword@"))
    for mailroom in (straight, upgraded):
        assert len(mailroom.letters) == 1
        assert [(each.login, each.password) for each in mailroom.logins] == [(b"post@example", b"p@ss:word")]


async def test_smtp_becomes_encrypted_when_it_can(open_mailroom: OpenMailroom, tls: ssl.SSLContext) -> None:
    mailroom = await open_mailroom(tls_context=tls, require_starttls=True)
    await carry(mailroom.url("smtp"))
    assert len(mailroom.letters) == 1


async def test_nothing_is_told_to_a_server_that_is_not_who_it_should_be(
    open_mailroom: OpenMailroom, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    for scheme, options in (("smtps", {"tls": tls}), ("starttls", {"tls_context": tls})):
        mailroom = await open_mailroom(**options)
        with pytest.raises(Away):
            await carry(mailroom.url(scheme, "post:p%40ss%3Aword@"))
        assert (mailroom.letters, mailroom.logins) == ([], [])


async def test_starttls_sends_nothing_in_the_clear(open_mailroom: OpenMailroom) -> None:
    mailroom = await open_mailroom(auth_require_tls=False)
    with pytest.raises((Away, Refused)):
        await carry(mailroom.url("starttls", "post:p%40ss%3Aword@"))
    assert (mailroom.letters, mailroom.logins) == ([], [])


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [("451 Later", Away), ("421 Busy", Away), ("550 gagarin@cosmos.example is unknown", Refused), ("554 No", Refused)],
)
async def test_what_a_server_says_decides_whether_to_come_again(
    open_mailroom: OpenMailroom, reply: str, outcome: type[Exception]
) -> None:
    mailroom = await open_mailroom(reply)
    with pytest.raises(outcome) as told:
        await carry(mailroom.url("smtp"))
    assert "gagarin" not in str(told.value)


async def test_a_wrong_password_is_ours_to_mend(open_mailroom: OpenMailroom) -> None:
    mailroom = await open_mailroom(auth_require_tls=False)
    with pytest.raises(Away, match="535"):
        await carry(mailroom.url("smtp", "post:wrong@"))


async def test_a_server_that_is_not_there_may_come_back(open_mailroom: OpenMailroom) -> None:
    with pytest.raises(Away):
        await carry(mail_server("smtp://127.0.0.1:1"))


async def test_letters_of_all_alphabets_are_written_to_where_that_is_possible(open_mailroom: OpenMailroom) -> None:
    letter = Letter("гагарин@xn--j1aef.xn--p1ai", "Код", "Код\n", "<p>Код</p>\n")
    able, unable = await open_mailroom(enable_SMTPUTF8=True), await open_mailroom()
    await carry(able.url("smtp"), letter)
    assert able.envelopes[0].rcpt_tos == ["гагарин@xn--j1aef.xn--p1ai"]
    with pytest.raises(Refused):
        await carry(unable.url("smtp"), letter)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("smtp://post.example", ("smtp", "post.example", 25, None, None)),
        ("starttls://me:secret@post.example", ("starttls", "post.example", 587, "me", "secret")),
        ("smtps://me%40a.example:p%3Aw@post.example:2465/", ("smtps", "post.example", 2465, "me@a.example", "p:w")),
    ],
)
def test_an_address_of_a_mail_server_says_how_to_talk_to_it(url: str, told: tuple[object, ...]) -> None:
    parsed = mail_server(url)
    assert (parsed.security, parsed.host, parsed.port, parsed.username, parsed.password) == told
    assert "secret" not in repr(parsed)


@pytest.mark.parametrize(
    "url", ["", "post", "http://post", "smtp://", "smtp://:x@h", "smtp://h:99999", "smtp://h/x", 5]
)
def test_what_is_no_address_of_a_mail_server_is_refused(url: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        mail_server(url)
