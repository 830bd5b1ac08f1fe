"""Whether a request carries both keys."""

import hmac
from email.message import Message


class Keys:
    def __init__(self, public: str, private: str) -> None:
        self.expected = {"X-Public-Key": public.encode(), "X-Private-Key": private.encode()}

    def are_in(self, headers: Message) -> bool:
        """Each key in its header, each once; the time that this takes tells nothing of where a wrong one differs."""
        found = [self.holds(headers.get_all(name, []), right) for name, right in self.expected.items()]
        return all(found)

    @staticmethod
    def holds(values: list[str], right: bytes) -> bool:
        # http.server hands headers over as Latin-1, which has every byte; white space around a value is not part of it.
        given = values[0].strip(" \t").encode("latin-1") if values else b""
        return hmac.compare_digest(given, right) and len(values) == 1
