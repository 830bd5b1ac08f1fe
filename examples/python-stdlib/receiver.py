"""A receiver of call events on Python's standard library alone. See README.md."""

import os
import re
import signal
import sqlite3
import sys
import threading

from app import answer_for
from inbox import Inbox
from keys import Keys
from server import Server
from work import work


def main() -> None:
    public, private = os.environ.get("HOOKPROOF_PUBLIC_KEY"), os.environ.get("HOOKPROOF_PRIVATE_KEY")
    if not public or not private:
        sys.exit("set HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY to the keys of your organisation")
    port = os.environ.get("PORT") or "3000"
    if not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        sys.exit("PORT must be a number from 0 to 65535")

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        inbox = Inbox(work, os.environ.get("INBOX") or ":memory:")
    except sqlite3.Error as error:
        sys.exit(f"cannot open the inbox: {error}")
    answer = answer_for(Keys(public, private), inbox, show_effects=os.environ.get("HOOKPROOF_EFFECTS") == "1")
    try:
        server = Server(("127.0.0.1", int(port)), answer)
    except OSError as error:
        sys.exit(f"cannot listen on port {port}: {error.strerror}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)

    stop.wait()
    server.drain(seconds=10)
    inbox.drain()


if __name__ == "__main__":
    main()
