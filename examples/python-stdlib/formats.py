"""Dates and addresses, exactly as their RFCs have them."""

import calendar
import ipaddress
import re

DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)


def is_date_time(value: str) -> bool:
    """RFC 3339, section 5.6: a day that exists, a time, and an offset from UTC."""
    parts = DATE_TIME.fullmatch(value)
    if not parts:
        return False
    year, month, day, hour, minute, second = (int(part) for part in parts.groups()[:6])
    if not 1 <= month <= 12 or not 1 <= day <= days_in(year, month):
        return False
    if second < 60:
        return True
    # A leap second is put in at the end of a day in UTC, nowhere else.
    sign, hours, minutes = parts[7], int(parts[8] or 0), int(parts[9] or 0)
    offset = (hours * 60 + minutes) * (-1 if sign == "-" else 1)
    return (hour * 60 + minute - offset) % 1440 == 1439


def days_in(year: int, month: int) -> int:
    leap_day = month == 2 and calendar.isleap(year)
    return calendar.mdays[month] + leap_day


# The parts that RFC 3986, appendix B, takes a URI apart into.
URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
HOST_AND_PORT = re.compile(r"(?:\[([^\]]*)\]|([^:\[\]]*))(?::[0-9]*)?")
FUTURE_ADDRESS = re.compile(r"[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+")


def is_uri(value: str) -> bool:
    """RFC 3986: a URI with its scheme, in ASCII."""
    parts = URI.fullmatch(value)
    if not parts:
        return False
    authority, path, query, fragment = (part or "" for part in parts.groups())
    return (
        is_authority(authority)
        and made(path, ":@/")
        and made(query, ":@/?")
        and made(fragment, ":@/?")
    )


def is_authority(authority: str) -> bool:
    user, _, rest = authority.rpartition("@") if authority.count("@") == 1 else ("", "", authority)
    host = HOST_AND_PORT.fullmatch(rest)
    if not host or not made(user, ":"):
        return False
    return made(host[2], "") if host[1] is None else is_address(host[1])


def is_address(literal: str) -> bool:
    if FUTURE_ADDRESS.fullmatch(literal):
        return True
    try:
        return "%" not in literal and ipaddress.IPv6Address(literal) is not None
    except ValueError:
        return False


def made(part: str, more: str) -> bool:
    """Whether a part holds only the letters that are allowed everywhere, escapes, and `more`."""
    plain = re.sub("%[0-9A-Fa-f]{2}", "", part)
    return re.fullmatch(f"[A-Za-z0-9._~!$&'()*+,;={more}-]*", plain) is not None
