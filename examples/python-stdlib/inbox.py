"""Takes events fast and works on them later, each once."""

import hashlib
import json
import sqlite3
import sys
import threading
from typing import Any, Callable

# Duplicates come within minutes; this many events are remembered.
REMEMBERED = 100_000
PRUNE_EVERY = 1_000

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS inbox (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  event TEXT NOT NULL,
  done INTEGER UNIQUE,
  failed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS waiting ON inbox (id) WHERE done IS NULL AND failed = 0;
"""

# Does what an event means; the key is the same however often the same event is worked on.
Work = Callable[[dict[str, Any], str], None]


class Inbox:
    """With a file, what was taken survives the end of the process, however sudden: it is on the disk before anybody is
    told."""

    def __init__(self, work: Work, file: str = ":memory:") -> None:
        self.work = work
        # Every statement is a transaction of its own, and the lock lets one thread at a time make one.
        self.database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self.database.executescript(SCHEMA)
        self.lock = threading.Lock()
        self.changed = threading.Condition()
        # What an earlier process took and did not come to is waiting too.
        self.waiting = True
        self.worked = 0
        threading.Thread(target=self.run, daemon=True).start()

    def take(self, body: bytes) -> None:
        """Takes a checked event for good, unless it is known already; its raw body tells it from others. Raises
        sqlite3.Error when it cannot be kept."""
        key = hashlib.sha256(body).hexdigest()
        self.execute("INSERT INTO inbox (sha256, event) VALUES (?, ?) ON CONFLICT DO NOTHING", key, body.decode())
        with self.changed:
            self.waiting = True
            self.changed.notify_all()

    def effects(self) -> list[dict[str, Any]]:
        """What was done, in order."""
        rows = self.execute("SELECT event, sha256 FROM inbox WHERE done IS NOT NULL ORDER BY done")
        return [{**subject_of(json.loads(event)), "sha256": sha256} for event, sha256 in rows]

    def drain(self) -> None:
        """Returns once everything that was taken is done."""
        with self.changed:
            self.changed.wait_for(lambda: not self.waiting)

    def run(self) -> None:
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.waiting)
            self.work_off()
            with self.changed:
                # Something may have come while the last look found nothing.
                self.waiting = bool(self.next_row())
                self.changed.notify_all()

    def work_off(self) -> None:
        while rows := self.next_row():
            key, event = rows[0]
            try:
                self.work(json.loads(event), key)
                self.execute("UPDATE inbox SET done = (SELECT ifnull(max(done), 0) + 1 FROM inbox) WHERE sha256 = ?", key)
            except Exception:  # one event must not stop the others; it stays in the table for a person to look at
                self.execute("UPDATE inbox SET failed = 1 WHERE sha256 = ?", key)
                print(f"failed: {key}", file=sys.stderr, flush=True)
            self.worked += 1
            if self.worked % PRUNE_EVERY == 0:
                self.execute(
                    "DELETE FROM inbox WHERE done IS NOT NULL AND id <= (SELECT max(id) FROM inbox) - ?", REMEMBERED
                )

    def next_row(self) -> list[tuple[Any, ...]]:
        return self.execute("SELECT sha256, event FROM inbox WHERE done IS NULL AND failed = 0 ORDER BY id LIMIT 1")

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.lock:
            return self.database.execute(statement, values).fetchall()


def subject_of(event: dict[str, Any]) -> dict[str, Any]:
    inner = event["event"]
    return {"type": inner["type"], "callId": inner["data"].get("call", {}).get("id")}
