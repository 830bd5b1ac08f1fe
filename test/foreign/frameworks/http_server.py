import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from parcels import status

# See Way in parcels.ts.
TUNED = os.environ.get("TUNED") == "1"


class Hooks(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self):
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        raw = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            raw += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return raw

    def answer(self, code):
        self.send_response(code)
        self.send_header("content-length", "0")
        self.end_headers()

    def do_POST(self):
        raw = self.body()
        self.answer(status(self.whole_headers(), raw) if self.path.split("?")[0] == "/hooks" else 404)

    def refuse(self):
        self.body()
        self.answer(405)

    def whole_headers(self):
        if not TUNED:
            return self.headers
        return {name.lower(): ", ".join(self.headers.get_all(name)).strip() for name in self.headers}

    def log_message(self, *_):
        pass


if TUNED:
    Hooks.do_PUT = Hooks.do_PATCH = Hooks.do_DELETE = Hooks.refuse


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", int(os.environ["PORT"])), Hooks).serve_forever()
