"""What a receiver of parcels' events decides, whatever serves it."""

import hashlib
import hmac
import json
import math
import os

SECRET = os.environ["HOOKPROOF_PRIVATE_KEY"]
SIGNED = os.environ["WAY"] == "signed"
# See Fault in parcels.ts.
FAULT = os.environ.get("FAULT")
TYPES = ("parcel.sent", "parcel.lost", "parcel.returned")


def same(given, wanted):
    return hmac.compare_digest((given or "").encode("utf-8", "surrogateescape"), wanted.encode())


def parse(raw):
    try:
        return json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_parcel(event):
    if not isinstance(event, dict) or event.get("type") not in TYPES:
        return False
    identity, parcel = event.get("id"), event.get("parcel")
    if not isinstance(identity, str) or not 1 <= len(identity) <= 200 or not isinstance(parcel, dict):
        return False
    weight, labels = parcel.get("weight"), parcel.get("labels", [])
    if not is_number(weight) or weight < 0 or not isinstance(parcel.get("note"), (str, type(None))):
        return False
    return isinstance(labels, list) and all(isinstance(label, str) for label in labels)


def is_ours(headers, raw):
    if not SIGNED:
        return same(headers.get("x-parcels-key"), SECRET)
    signed = json.dumps(parse(raw), ensure_ascii=False, separators=(",", ":")).encode() if FAULT == "reserialised" else raw
    signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return same(headers.get("x-hub-signature-256"), "sha256=" + signature)


def status(headers, raw):
    if not is_ours(headers, raw):
        return 401
    if not (headers.get("content-type") or "").lower().startswith("application/json"):
        return 415
    event = parse(raw)
    taken = is_parcel(event) or (FAULT == "lax" and event is not None)
    return 200 if taken else 400
