"""Reads a request's body, as RFC 9112 frames it: http.server leaves that to its users, and knows no chunks."""

import re
from email.message import Message
from typing import BinaryIO

from app import Refused

LIMIT = 1024 * 1024
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\r\n]*)?\r\n")
LONGEST_LINE = 1024
MOST_TRAILERS = 100


def framing(headers: Message) -> int | None:
    """The length of the body in bytes; None for a chunked one. Raises Refused where it is not told, or told twice."""
    lengths, codings = headers.get_all("Content-Length", []), headers.get_all("Transfer-Encoding", [])
    if codings:
        if lengths or len(codings) > 1 or codings[0].strip(" \t").lower() != "chunked":
            raise Refused(400, "the length of the body is not clear")
        return None
    if not lengths:
        return 0
    length = lengths[0].strip(" \t")
    if len(lengths) > 1 or not re.fullmatch("[0-9]{1,18}", length):
        raise Refused(400, "the length of the body is not clear")
    return int(length)


def read_body(stream: BinaryIO, length: int | None) -> bytes:
    """Never holds more than the limit. Raises Refused (413) beyond it, and Refused (400) when the body breaks off."""
    return read_chunks(stream) if length is None else read_exactly(stream, within_limit(length))


def read_chunks(stream: BinaryIO) -> bytes:
    body = bytearray()
    while size := chunk_size(stream):
        within_limit(len(body) + size)
        body += read_exactly(stream, size)
        if stream.read(2) != b"\r\n":
            raise Refused(400, "the body's chunks cannot be read")
    for _ in range(MOST_TRAILERS):
        if read_line(stream) == b"\r\n":
            return bytes(body)
    raise Refused(400, "the body has too many trailers")


def chunk_size(stream: BinaryIO) -> int:
    found = CHUNK_SIZE.fullmatch(read_line(stream))
    if not found:
        raise Refused(400, "the body's chunks cannot be read")
    return int(found[1], 16)


def read_line(stream: BinaryIO) -> bytes:
    line = stream.readline(LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise Refused(400, "the body's chunks cannot be read")
    return line


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise Refused(400, "the body broke off")
    return data


def within_limit(size: int) -> int:
    if size > LIMIT:
        raise Refused(413, "the body is larger than 1 MiB")
    return size
