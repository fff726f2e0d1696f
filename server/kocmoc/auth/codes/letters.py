"""The letter a code comes in."""

from html import escape
from string import Template
from typing import NamedTuple

from kocmoc.auth.codes.types import Purpose
from kocmoc.mail import Letter
from kocmoc.users import Language


class Words(NamedTuple):
    subject: str
    lead: str
    valid: str
    warning: str


_WORDS: dict[tuple[Language, Purpose], Words] = {
    ("en", "sign_in"): Words(
        "Your KOCMOC code",
        "Enter this code to sign in or to set a new password:",
        "It is valid for {minutes} and works once.",
        "If you did not ask for it, simply ignore this letter. Never tell the code to anybody: whoever has it can sign "
        "in to your account.",
    ),
    ("en", "change"): Words(
        "Confirm your e-mail in KOCMOC",
        "Enter this code in the settings to use this address for your account:",
        "It is valid for {minutes} and works once.",
        "If you did not ask for it, simply ignore this letter: without the code nothing changes.",
    ),
    ("ru", "sign_in"): Words(
        "Ваш код KOCMOC",
        "Введите этот код, чтобы войти или задать новый пароль:",
        "Код действует {minutes} и подходит один раз.",
        "Если вы его не запрашивали, просто не обращайте внимания на это письмо. Никому не сообщайте код: с ним можно "
        "войти в вашу учётную запись.",
    ),
    ("ru", "change"): Words(
        "Подтвердите почту в KOCMOC",
        "Введите этот код в настройках, чтобы привязать этот адрес к учётной записи:",
        "Код действует {minutes} и подходит один раз.",
        "Если вы его не запрашивали, просто не обращайте внимания на это письмо: без кода ничего не изменится.",
    ),
}

_TEXT = Template("$lead\n\n$code\n\n$valid\n\n$warning\n\n-- \nKOCMOC\n")

# Tables and inline styles, because that is what mail programs know; the dark colours are for those that know more.
_HTML = Template("""\
<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>$subject</title>
<style>
@media (prefers-color-scheme: dark) {
  .sky { background: #0d0a1a !important }
  .card { background: #1a152e !important; border-color: #3a2f63 !important }
  .ink { color: #f1edff !important }
  .dim { color: #a99fce !important }
  .code { background: #2a2148 !important; color: #dccfff !important }
}
</style>
</head>
<body class="sky" style="margin:0;padding:0;background:#f3f0fc">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="sky" style="background:#f3f0fc">
<tr><td align="center" style="padding:40px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="card"
  style="max-width:440px;background:#fff;border:1px solid #e4ddf7;border-radius:24px;overflow:hidden;
  font-family:Onest,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
<tr><td align="center" bgcolor="#7144e0"
  style="padding:26px 24px;background:linear-gradient(120deg,#5a2fd0,#8e4df2 60%,#c45cf0);
  color:#fff;font-size:22px;font-weight:700;letter-spacing:.34em;text-indent:.34em">KOCMOC</td></tr>
<tr><td class="ink" style="padding:32px 32px 0;color:#1d1733;font-size:17px;line-height:1.5">$lead</td></tr>
<tr><td align="center" style="padding:24px 32px">
<div class="code" style="padding:18px 12px;border-radius:16px;background:#efe9fd;color:#5a2bc9;
  font-size:36px;font-weight:700;letter-spacing:.22em;text-indent:.22em;font-variant-numeric:tabular-nums">
$code
</div>
</td></tr>
<tr><td class="ink" style="padding:0 32px;color:#1d1733;font-size:15px;line-height:1.5">$valid</td></tr>
<tr><td class="dim" style="padding:14px 32px 32px;color:#6f678a;font-size:13px;line-height:1.5">$warning</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
""")


def write(to: str, code: str, purpose: Purpose, language: Language, seconds: int) -> Letter:
    words = _WORDS[language, purpose]
    minutes = _minutes(max(1, round(seconds / 60)), language)
    shown = {**words._asdict(), "code": code, "valid": words.valid.format(minutes=minutes)}
    page = {name: escape(value) for name, value in shown.items()}
    return Letter(
        to=to,
        subject=words.subject,
        text=_TEXT.substitute(shown),
        html=_HTML.substitute(page, language=language),
    )


def _minutes(count: int, language: Language) -> str:
    if language == "en":
        return f"{count} minute" if count == 1 else f"{count} minutes"
    few, one = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14), count % 10 == 1 and count % 100 != 11
    return f"{count} {'минуту' if one else 'минуты' if few else 'минут'}"
