"""JSON as RFC 8259 has it. Python's own reader takes more (NaN, Infinity), and gives up on deep nesting with an error."""

import json
import re
from typing import Any

from check import Fault

# An event has five or six levels; whatever nests deeper is no event.
MAX_DEPTH = 64
TOKENS = re.compile(r'[^"\[\]{}]+|"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{}]', re.DOTALL)


def parse(body: bytes) -> Any:
    """Reads strict UTF-8. Raises a Fault that never quotes the body."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("", "is not UTF-8") from None
    if deeper_than(text, MAX_DEPTH):
        raise Fault("", f"is nested deeper than {MAX_DEPTH} levels")
    try:
        return json.loads(text, parse_constant=refuse_constant, parse_int=parse_int)
    except ValueError:
        raise Fault("", "is not JSON") from None


def deeper_than(text: str, limit: int) -> bool:
    """Counts brackets outside strings."""
    depth = 0
    for token in TOKENS.finditer(text):
        first = text[token.start()]
        if first in "[{":
            depth += 1
        elif first in "]}":
            depth -= 1
        if depth > limit:
            return True
    return False


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def parse_int(digits: str) -> int | float:
    # Python refuses to read very long whole numbers; as floats they are infinite, and refused where a number is asked.
    return int(digits) if len(digits) < 300 else float(digits)
