"""Takes call events: judged by the contract's own schema, and in SQLite before they are acknowledged. See README.md."""

import hashlib
import hmac
import json
import math
import os
import sqlite3
import sys
import threading
from pathlib import Path

from flask import Flask, Response, request
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

MOST_BYTES = 1024 * 1024
AUTH, INBOX = os.environ.get("AUTH", "keys"), os.environ.get("INBOX", "inbox.db")
# Two keys, separated by a comma, are the current one and the one before it.
KEYS = {kind: os.environ.get(f"HOOKPROOF_{kind}_KEY", "").encode().split(b",") for kind in ("PUBLIC", "PRIVATE")}
if not all(map(all, KEYS.values())) or AUTH not in ("keys", "signature", "both"):
    sys.exit("set HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY, and AUTH to keys, signature or both")

app = Flask(__name__)
opened = threading.local()
schema = json.loads((Path(__file__).parent / "event.schema.json").read_text())
# What the contract says of formats stands in it as patterns.
validator = Draft202012Validator(schema)


class Refused(Exception):
    """Ends a request with a status and one sentence that quotes nothing of it."""


def is_one_of(header, expected):
    given = request.headers.get(header, "").strip(" \t").encode("latin-1")
    # Each is compared: the time that it takes tells nothing.
    return any([hmac.compare_digest(given, each) for each in expected])


def authenticate_sender():
    known = is_one_of("X-Public-Key", KEYS["PUBLIC"])
    if AUTH != "signature":
        known &= is_one_of("X-Private-Key", KEYS["PRIVATE"])
    if not known:
        raise Refused(401, "the keys are missing or wrong")


def read_body():
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8" or "Content-Encoding" in request.headers:
        raise Refused(415, "the body must be application/json, in UTF-8 and not compressed")
    body = request.stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Refused(413, "the body is larger than 1 MiB")
    signatures = [hmac.new(key, body, "sha256").hexdigest().encode() for key in KEYS["PRIVATE"]]
    if AUTH != "keys" and not is_one_of("X-Signature", signatures):
        raise Refused(401, "the signature is missing or wrong")
    return body


def parse(body):
    def to_object(pairs):
        if len(dict(pairs)) < len(pairs):
            raise ValueError
        return dict(pairs)

    def to_number(text):
        if not math.isfinite(float(text)):
            raise ValueError
        return float(text)

    try:
        # Python takes NaN and Infinity for numbers, and of two keys of one name the last.
        return json.loads(body.decode(), object_pairs_hook=to_object, parse_float=to_number, parse_constant=to_number)
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON") from None


def inbox():
    """Gives each thread of each process a connection of its own."""
    if not hasattr(opened, "inbox"):
        opened.inbox = sqlite3.connect(INBOX, timeout=10)
        opened.inbox.executescript(
            """PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE, type TEXT, body BLOB);"""
        )
    return opened.inbox


@app.post("/v2/webhooks/call-events")
def take_event():
    authenticate_sender()
    body = read_body()
    event = parse(body)
    if error := best_match(validator.iter_errors(event)):
        raise Refused(400, f"{error.json_path} does not meet {error.validator}")
    row = (hashlib.sha256(body).hexdigest(), event["event"]["type"], body)
    # A delivery that came before is acknowledged like the first, and does nothing.
    insert = "INSERT INTO events (sha256, type, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
    with inbox() as database:
        database.execute(insert, row)
    return Response(status=200)


if os.environ.get("HOOKPROOF_EFFECTS") == "1":

    @app.get("/effects")
    def effects():
        rows = inbox().execute("SELECT type, sha256 FROM events ORDER BY id").fetchall()
        lines = [json.dumps({"type": kind, "sha256": sha256}) + "\n" for kind, sha256 in rows]
        return Response(lines, mimetype="application/x-ndjson")


@app.errorhandler(Refused)
def refuse(refused):
    status, detail = refused.args
    return Response(json.dumps({"status": status, "detail": detail}), status, mimetype="application/problem+json")


@app.errorhandler(sqlite3.Error)
def put_off(_):
    # What is not kept must not be acknowledged; the sender will come again.
    return Response(status=503, headers={"Retry-After": "5"})
