"""The kitchen's protocol: the client sends one line of JSON, the host answers with one line of JSON.

    → {"op": "query", "sql": "select 1"}          ← {"ok": true, "rows": [[1]]}
    → {"op": "get", "item": "burger"}             ← {"ok": true, "item": "burger"}
    anything that went wrong                      ← {"ok": false, "error": "text"}

A connection serves any number of requests, one after the other.
"""

import json
import socket


class KitchenError(Exception):
    """The host answered with an error, or hung up before it answered."""


def encode(request):
    return json.dumps(request, ensure_ascii=False).encode() + b"\n"


def decode(line):
    if not line.endswith(b"\n"):
        raise KitchenError("connection closed before the answer came")
    answer = json.loads(line)
    if not answer.get("ok"):
        raise KitchenError(answer.get("error", "unknown error"))
    return answer


class Connection:
    """A blocking connection to a host of the kitchen."""

    def __init__(self, address, timeout=None):
        self._socket = socket.create_connection(address, timeout)
        self._file = self._socket.makefile("rb")

    def ask(self, request):
        self._socket.sendall(encode(request))
        return decode(self._file.readline())

    def close(self):
        self._file.close()
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.close()
