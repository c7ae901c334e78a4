"""How a center is reached. A value as people write it comes in, its one stored form goes out. Called by models, loading
and pages. Pure.

A kind says what sort of line or form it is, and so what its value must be; the purpose says what one uses it for, the
audience for whom it is. A center's general address for trials is kind `email`, purpose `trials`.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Literal
from urllib.parse import urlsplit

import phonenumbers
from django.utils.translation import gettext_noop as N_

Medium = Literal["phone", "url", "email", "none"]
HOME = "US"
"""Region of a number without a country code."""


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    label: str
    """A message, not yet translated."""
    medium: Medium
    value_needed: bool
    """Whether the channel is of no use without a value. Else a source may name it and give no address."""


_KINDS = (
    Kind("patient-phone", N_("Phone for patients"), "phone", True),
    Kind("new-patient-line", N_("Phone for new patients"), "phone", True),
    Kind("referring-physician-line", N_("Phone for doctors who refer"), "phone", True),
    Kind("trial-office", N_("Trial office"), "phone", False),
    Kind("appointment-form", N_("Appointment form"), "url", False),
    Kind("video-visit", N_("Video visit"), "url", False),
    Kind("online-second-opinion", N_("Online second opinion"), "url", False),
    Kind("introductory-opinion", N_("Short introductory opinion"), "url", False),
    Kind("navigator", N_("Navigator"), "phone", False),
    Kind("nurse-triage", N_("Nurse line"), "phone", True),
    Kind("email", N_("Email"), "email", True),
    Kind("portal", N_("Patient portal"), "url", False),
    Kind("tty", N_("TTY (for people who cannot hear)"), "phone", True),
    Kind("fax", N_("Fax"), "phone", True),
    Kind("financial", N_("Help with costs"), "phone", False),
    # Has no value: whoever needs help now calls their doctor or the emergency services, no line of ours.
    Kind("urgent", N_("When it is urgent"), "none", False),
)
KINDS: dict[str, Kind] = {kind.slug: kind for kind in _KINDS}
PURPOSES: dict[str, str] = {
    "appointment": N_("make an appointment"),
    "second-opinion": N_("get a second opinion"),
    "referral": N_("refer a patient"),
    "trials": N_("ask about trials"),
    "question": N_("ask a question"),
    "symptoms": N_("talk about symptoms"),
    "financial": N_("ask about costs"),
    "records": N_("send or get records"),
    "urgent": N_("get help now"),
}
AUDIENCES: dict[str, str] = {
    "patients": N_("patients"),
    "newly-diagnosed": N_("people who were just diagnosed"),
    "caregivers": N_("family and caregivers"),
    "physicians": N_("doctors"),
    "everyone": N_("everyone"),
}


def clean(kind: str, value: str) -> str:
    """A channel's value as it is stored: a phone as E.164 (+18557028222), an address beginning with http:// or
    https://, an email; "" where there is none and none is needed. Raises ValueError with what to do."""
    if kind not in KINDS:
        raise ValueError(f"There is no kind of channel {kind!r}. Known: {', '.join(KINDS)}.")
    value = value.strip()
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") for character in value):
        raise ValueError("There is a character in it that cannot be seen. Type it again by hand.")
    medium = KINDS[kind].medium
    if not value:
        if KINDS[kind].value_needed:
            raise ValueError(f"{KINDS[kind].label}: give the {_NOUNS[medium]}.")
        return ""
    if medium == "phone":
        return _phone(value)
    if medium == "url":
        return _url(value)
    if medium == "email":
        return _email(value)
    raise ValueError(f"{KINDS[kind].label}: leave the value empty. A number belongs to a nurse line or a phone.")


def shown(kind: str, value: str) -> str:
    """A stored value as people read it: "1-855-702-8222", "+44 20 7946 0958", "example.org/appointments". A value that
    is not in its stored form is shown as it is. Raises nothing."""
    medium = KINDS[kind].medium if kind in KINDS else "none"
    if medium == "phone" and re.fullmatch(r"\+[0-9]{4,15}", value):
        return _readable(value)
    if medium == "url":
        return re.sub(r"^https?://", "", value).removesuffix("/")
    return value


def _readable(e164: str) -> str:
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:  # no such country
        return e164
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    # As it is dialled at home; the library's own national form leaves out the 1.
    return written.removeprefix("+").replace(" ", "-") if number.country_code == 1 else written


_NOUNS: dict[Medium, str] = {"phone": "phone number", "url": "address", "email": "email address", "none": "value"}
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_PHONE = re.compile(r"\+?[0-9 ().-]+")


def _phone(value: str) -> str:
    """E.164 has no room for an extension, and the library reads letters as digits of a keypad: "888-662-6728 (U.S.
    Only)" would be another number. So nothing but a number passes."""
    plain = unicodedata.normalize("NFKC", value).translate(_DASHES).strip()
    if any(character.isalpha() for character in plain) or set(plain) & set("#;,*"):
        raise ValueError(
            "A phone number has digits only. Write extensions and remarks (ext. 12, U.S. only) under condition."
        )
    if not _PHONE.fullmatch(plain):
        raise ValueError("Give one phone number: digits, spaces, hyphens, dots and brackets, + before a country code.")
    try:
        number = phonenumbers.parse(plain, HOME)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"This is no phone number: {plain}. Give it with its area code.") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError(
            f"There is no such phone number: {plain}. Give it with its area code; outside the US begin with + and the "
            "country code."
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_LABEL = re.compile(r"[^\W_]([\w-]*[^\W_])?")


def _url(value: str) -> str:
    if re.search(r"\s|[\\<>\"`{}|^]", value):
        raise ValueError("An address has no spaces, quotes, brackets or backslashes. Copy it from the browser.")
    if not re.match(r"https?://", value, re.IGNORECASE):
        raise ValueError("Begin the address with https:// or http://.")
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError("This is no address of a page. Copy it from the browser.") from error
    if "@" in parts.netloc:
        raise ValueError("An address must not hold a user name or password.")
    place = _host(host) + (f":{port}" if port is not None else "")
    return parts._replace(scheme=parts.scheme.lower(), netloc=place).geturl()


def _host(host: str) -> str:
    """A name with a dot in it, as it is written: an international one stays so, browsers know how to ask for it."""
    host = unicodedata.normalize("NFC", host.lower())
    labels = host.split(".")
    fit = len(host) <= 253 and len(labels) > 1 and all(len(one) < 64 and _LABEL.fullmatch(one) for one in labels)
    if not fit or labels[-1].isdecimal() or "_" in host:
        raise ValueError(f"{host or 'Nothing'} is no name of a website. It looks like example.org.")
    return host


_MAILBOX = re.compile(r"[A-Za-z0-9_+'-]+(\.[A-Za-z0-9_+'-]+)*")


def _email(value: str) -> str:
    mailbox, at, host = value.removeprefix("mailto:").rpartition("@")
    if not at or len(value) > 254 or not _MAILBOX.fullmatch(mailbox):
        raise ValueError("Give one email address. It looks like name@example.org.")
    return f"{mailbox}@{_host(host)}"
