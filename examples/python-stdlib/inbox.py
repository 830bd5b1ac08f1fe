"""Takes events fast and works on them later, each once."""

import hashlib
import json
import queue
import sys
import threading
from collections import OrderedDict, deque
from typing import Any, Callable

# Duplicates come within minutes; this many events are remembered.
REMEMBERED = 100_000


class Inbox:
    """Memory and queue are this process's own: put a database in their place (a table with a unique key, say) before
    you lose an event to a crash."""

    def __init__(self, work: Callable[[dict[str, Any]], None]) -> None:
        self.work = work
        self.seen: OrderedDict[str, None] = OrderedDict()
        self.lock = threading.Lock()
        self.queue: queue.Queue[tuple[dict[str, Any], dict[str, Any]]] = queue.Queue()
        self.done: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)
        threading.Thread(target=self.run, daemon=True).start()

    def take(self, event: dict[str, Any], body: bytes) -> None:
        """Takes a checked event, whose raw body tells it from others, unless it is known already."""
        effect = {**subject_of(event), "sha256": hashlib.sha256(body).hexdigest()}
        # Type and call alone would merge what is not the same: a second attempt that nobody answered, a second order.
        key = json.dumps(effect)
        with self.lock:
            if key in self.seen:
                return
            self.seen[key] = None
            if len(self.seen) > REMEMBERED:
                self.seen.popitem(last=False)
            self.queue.put((event, effect))

    def effects(self) -> list[dict[str, Any]]:
        """What was done, in order."""
        return list(self.done)

    def drain(self) -> None:
        """Returns once everything that was taken is done."""
        self.queue.join()

    def run(self) -> None:
        while True:
            event, effect = self.queue.get()
            try:
                self.work(event)
                self.done.append(effect)
            except Exception:  # one event must not stop the others
                print(f"failed: {json.dumps(effect)}", file=sys.stderr, flush=True)
            finally:
                self.queue.task_done()


def subject_of(event: dict[str, Any]) -> dict[str, Any]:
    inner = event["event"]
    return {"type": inner["type"], "callId": inner["data"].get("call", {}).get("id")}
