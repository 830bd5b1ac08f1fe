"""Small checks, put together into the shape of an event."""

import math
from typing import Any, Callable


class Fault(Exception):
    """What is wrong with a value, and where. Never the value itself: it may be somebody's phone number."""

    def __init__(self, at: str, message: str) -> None:
        super().__init__(f"{at or 'the body'} {message}")


# A check returns if the value at this place (a JSON Pointer) is right, and raises a Fault if it is not.
Check = Callable[[Any, str], None]


def string(value: Any, at: str) -> None:
    demand(isinstance(value, str), at, "must be a string")


def boolean(value: Any, at: str) -> None:
    demand(isinstance(value, bool), at, "must be true or false")


def number(value: Any, at: str) -> None:
    # True is an int to Python, and 1e999 is read as infinity.
    right = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    demand(right, at, "must be a number")


def text(what: str, holds: Callable[[str], bool]) -> Check:
    return lambda value, at: demand(isinstance(value, str) and holds(value), at, f"must be {what}")


def nullable(check: Check) -> Check:
    return lambda value, at: None if value is None else check(value, at)


def one_of(*values: str) -> Check:
    return lambda value, at: demand(
        isinstance(value, str) and value in values, at, f"must be one of {', '.join(values)}"
    )


def list_of(item: Check) -> Check:
    def check(value: Any, at: str) -> None:
        demand(isinstance(value, list), at, "must be a list")
        for index, each in enumerate(value):
            item(each, f"{at}/{index}")

    return check


def fields(required: tuple[str, ...] = (), **checks: Check) -> Check:
    """An object; the fields in `required` must be there, the others may be, and unknown ones are welcome."""

    def check(value: Any, at: str) -> None:
        demand(isinstance(value, dict), at, "must be an object")
        for name in required:
            demand(name in value, at, f"must have the field '{name}'")
        for name, field in checks.items():
            if name in value:
                field(value[name], f"{at}/{name}")

    return check


def chosen_by(tag: str, branches: dict[str, Check]) -> Check:
    """One of several objects; which one is told by the field `tag`, and only that one is then asked for."""
    known = one_of(*branches)

    def check(value: Any, at: str) -> None:
        fields(required=(tag,))(value, at)
        known(value[tag], f"{at}/{tag}")
        branches[value[tag]](value, at)

    return check


def demand(holds: bool, at: str, message: str) -> None:
    if not holds:
        raise Fault(at, message)
