"""Your part: what an event means to your shop. It may take its time; the sender has its answer already.

Should the process be killed at the wrong moment, the same event is worked on again: give the key to whomever you tell of
it (as an idempotency key, or as a unique key of the row that you write), and it takes effect once."""

import json
from typing import Any


def work(event: dict[str, Any], key: str) -> None:
    kind, data = event["event"]["type"], event["event"]["data"]
    call = data.get("call", {}).get("id")
    # Ids are quoted, so that no control character of theirs reaches a terminal; nothing personal is logged.
    name = "no call named" if call is None else json.dumps(call)
    if kind != "action":
        print(f"{kind}: {name}", flush=True)
    elif data["action"] == "create-order":
        lines = data.get("payload", {}).get("lineItems", [])
        print(f"an order of {len(lines)} lines to create: {name}", flush=True)
    elif data["action"] == "send-whatsapp":
        print(f"a message to send: {name}", flush=True)
