"""http.server, made fit for strangers: deadlines, whole bodies, no tracebacks, no more threads than it can bear."""

import io
import socket
import sys
import threading
import time
from email.errors import FirstHeaderLineIsContinuationDefect, InvalidHeaderDefect, MissingHeaderBodySeparatorDefect
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app import Answer, Answering, Refused
from body import framing, read_body

IDLE_SECONDS = 65
REQUEST_SECONDS = 15
LINGER_SECONDS = 2
MOST_CONNECTIONS = 512
BROKEN = (FirstHeaderLineIsContinuationDefect, InvalidHeaderDefect, MissingHeaderBodySeparatorDefect)


class Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True

    def __init__(self, address: tuple[str, int], answer: Answering) -> None:
        self.answer = answer
        self.draining = False
        self.under_way = 0
        self.changed = threading.Condition()
        self.places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self.places.acquire(timeout=1):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is nothing to tell; anything else is told in one line."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            print(f"a request failed: {type(error).__name__}", file=sys.stderr, flush=True)

    def count(self, change: int) -> None:
        with self.changed:
            self.under_way += change
            self.changed.notify_all()

    def drain(self, seconds: float) -> None:
        """Takes no new connection, and lets requests under way finish."""
        self.draining = True
        self.shutdown()
        self.server_close()
        with self.changed:
            self.changed.wait_for(lambda: self.under_way == 0, timeout=seconds)


class Deadline(io.RawIOBase):
    """Reads from a socket, but not beyond a point in time: a time-out for each read alone would let slow senders stay."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.end = 0.0

    def readable(self) -> bool:
        return True

    def allow(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.connection.settimeout(seconds)

    def readinto(self, buffer: Any) -> int:
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)
        return self.connection.recv_into(buffer)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    # A request without a version would be answered without headers.
    default_request_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        super().setup()
        self.clock = Deadline(self.connection)
        self.rfile = io.BufferedReader(self.clock, 65536)

    def handle_one_request(self) -> None:
        self.unread = self.promised = False
        try:
            self.clock.allow(IDLE_SECONDS)
            if not self.rfile.peek(1):
                self.close_connection = True
                return
            self.server.count(1)
            try:
                self.clock.allow(REQUEST_SECONDS)
                self.answer_request()
            finally:
                self.server.count(-1)
            if self.unread:
                self.linger()
        except OSError:
            # Too slow, or gone.
            self.close_connection = True

    def answer_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if len(self.raw_requestline) > 65536:
            self.send_error(414)
        elif self.parse_request():
            self.unread = True
            try:
                self.unread = self.has_body()
                answer = self.server.answer(self.command, self.path, self.headers, self.read)
            except Refused as refused:
                answer = refused.answer()
            self.write(answer)

    def has_body(self) -> bool:
        # A line that is no header ends the headers for Python's parser; what stands behind it would be overlooked.
        broken = any(isinstance(defect, BROKEN) for defect in self.headers.defects)
        folded = any("\n" in value or "\r" in value for value in self.headers.values())
        if broken or folded or len(self.headers.get_all("Host", [])) > 1:
            raise Refused(400, "the headers cannot be read")
        self.length = framing(self.headers)
        return self.length != 0

    def handle_expect_100(self) -> bool:
        """Go-ahead is given when the body is wanted, not before the keys are looked at."""
        self.promised = True
        return True

    def read(self) -> bytes:
        if self.promised and self.length != 0:
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        body = read_body(self.rfile, self.length)
        self.unread = False
        return body

    def write(self, answer: Answer) -> None:
        # What is left of a body cannot be told from the next request.
        if self.unread or self.server.draining:
            self.close_connection = True
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Date", self.date_time_string())
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        self.wfile.flush()

    def linger(self) -> None:
        """Reads on for a moment: closing on a sender that is still writing would cut the answer off."""
        self.connection.shutdown(socket.SHUT_WR)
        self.clock.allow(LINGER_SECONDS)
        while self.rfile.read1(65536):
            pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What http.server itself refuses, without its page that quotes the request, and never as our fault."""
        self.unread = True
        self.command = getattr(self, "command", None) or ""
        refused = Refused(code if code < 500 else 400, "the request cannot be read")
        self.write(refused.answer())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a request line may hold anything."""
