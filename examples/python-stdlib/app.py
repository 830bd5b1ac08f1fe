"""What a request is answered with, each refusal with one status and one sentence."""

import json
import sqlite3
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from typing import Callable
from urllib.parse import urlsplit

from check import Fault
from events import check_event
from inbox import Inbox
from keys import Keys
from strict_json import parse

PATH = "/v2/webhooks/call-events"


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Refused(Exception):
    """Ends a request with one answer."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers

    def answer(self) -> Answer:
        title = HTTPStatus(self.status).phrase
        problem = {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail}
        headers = {**self.headers, "Content-Type": "application/problem+json"}
        return Answer(self.status, headers, json.dumps(problem).encode())


# The answer to method, target and headers; the last argument reads the body, and is asked only where it is wanted.
Answering = Callable[[str, str, Message, Callable[[], bytes]], Answer]


def answer_for(keys: Keys, inbox: Inbox, show_effects: bool = False) -> Answering:
    def answer(method: str, target: str, headers: Message, read_body: Callable[[], bytes]) -> Answer:
        path = path_of(target)
        if show_effects and path == "/effects" and method == "GET":
            inbox.drain()
            lines = "".join(json.dumps(effect) + "\n" for effect in inbox.effects())
            return Answer(200, {"Content-Type": "application/x-ndjson"}, lines.encode())
        if path != PATH:
            raise Refused(404, "there is nothing here")
        if method != "POST":
            raise Refused(405, "events are delivered by POST", Allow="POST")
        # Before anything is read: a stranger shall not make us work.
        if not keys.are_in(headers):
            raise Refused(401, "the keys are missing or wrong")
        if not is_plain_json(headers):
            raise Refused(415, "the body must be application/json, in UTF-8 and not compressed")
        return take_event(read_body(), inbox)

    return answer


def take_event(body: bytes, inbox: Inbox) -> Answer:
    """Judges the event, remembers it and answers at once; the work is done afterwards."""
    try:
        check_event(parse(body))
    except Fault as fault:
        raise Refused(400, str(fault)) from None
    # A duplicate is answered like the first: the sender only wants to know that it may stop.
    try:
        inbox.take(body)
    except sqlite3.Error:
        # What is not kept must not be acknowledged; the sender will come again.
        raise Refused(503, "the event cannot be kept now", **{"Retry-After": "5"}) from None
    return Answer(200)


def path_of(target: str) -> str:
    try:
        return urlsplit(target).path
    except ValueError:
        raise Refused(400, "the request's target cannot be read") from None


def is_plain_json(headers: Message) -> bool:
    if headers.get("Content-Encoding") is not None:
        return False
    media_type, *parameters = [part.strip().lower() for part in headers.get("Content-Type", "").split(";")]
    charsets = [each[len("charset=") :].replace('"', "") for each in parameters if each.startswith("charset=")]
    return media_type == "application/json" and all(each in ("utf-8", "utf8") for each in charsets)
