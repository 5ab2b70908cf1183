"""What an access-log line of gunicorn can say (gunicorn.glogging.Logger.atoms)."""

import base64
import time

from .. import processes


def atoms_of(request, response, environ, seconds, now):
    """The names that a format may use, with their values. `seconds` the application took; `now` as the format's date."""
    status = response.status
    micros = round(seconds * 1_000_000)
    whole, part = divmod(micros, 1_000_000)
    get = environ.get
    atoms = {
        "h": get("REMOTE_ADDR", "-"), "l": "-", "u": user(environ) or "-", "t": now,
        "r": f"{get('REQUEST_METHOD')} {get('RAW_URI')} {get('SERVER_PROTOCOL')}",
        "s": status.split(None, 1)[0] if isinstance(status, str) else status,
        "m": get("REQUEST_METHOD"), "U": get("PATH_INFO"), "q": get("QUERY_STRING"), "H": get("SERVER_PROTOCOL"),
        "b": str(response.sent), "B": response.sent, "f": get("HTTP_REFERER", "-"), "a": get("HTTP_USER_AGENT", "-"),
        "T": whole, "D": micros, "M": micros // 1000, "L": f"{whole}.{part:06d}", "p": f"<{processes.current.pid}>",
    }  # fmt: skip
    atoms.update({f"{{{k.lower()}}}i": v for k, v in request.headers})
    atoms.update({f"{{{k.lower()}}}o": v for k, v in response.headers})
    atoms.update({f"{{{k.lower()}}}e": v for k, v in environ.items()})
    return atoms


class SafeAtoms(dict):
    """What an access-log format may name; what is missing is a dash."""

    def __init__(self, atoms):
        super().__init__({k: v.replace('"', '\\"') if isinstance(v, str) else v for k, v in atoms.items()})

    def __getitem__(self, key):
        return self.get(key.lower() if key.startswith("{") else key, "-")


def now():
    return time.strftime("[%d/%b/%Y:%H:%M:%S +0000]", time.gmtime())


def user(environ):
    given = environ.get("HTTP_AUTHORIZATION", "")
    if not given.lower().startswith("basic "):
        return None
    try:
        return base64.b64decode(given.split(" ", 1)[1].strip()).split(b":", 1)[0].decode()
    except (ValueError, UnicodeDecodeError):
        return None
