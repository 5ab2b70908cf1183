"""`python3 -m http.server --cgi`: the one place of the standard library that forks and becomes another program.

Same variables, same answers as http.server of CPython 3.14 (and RFC 3875); the child is started in one step.
"""

import os
import urllib.parse
from http import HTTPStatus, server

from . import multi

#: Variables that are there, empty, when the request says nothing of them.
_ALWAYS = ("QUERY_STRING", "REMOTE_HOST", "CONTENT_LENGTH", "HTTP_USER_AGENT", "HTTP_COOKIE", "HTTP_REFERER")


def _parts(handler):
    """(script's path on the machine, its name in URLs, what follows it, query); the script may lie in a directory below."""
    directory, rest = handler.cgi_info
    path = f"{directory}/{rest}"
    at = path.find("/", len(directory) + 1)
    while at >= 0 and os.path.isdir(handler.translate_path(path[:at])):
        directory, rest = path[:at], path[at + 1 :]
        at = path.find("/", len(directory) + 1)
    rest, _, query = rest.partition("?")
    script, slash, more = rest.partition("/")
    name = f"{directory}/{script}"
    return handler.translate_path(name), name, slash + more, query


def _environment(handler, name, rest, query):
    env = dict(os.environ)
    headers = handler.headers
    translated = urllib.parse.unquote(rest)
    env |= {
        "SERVER_SOFTWARE": handler.version_string(),
        "SERVER_NAME": handler.server.server_name,
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_PROTOCOL": handler.protocol_version,
        "SERVER_PORT": str(handler.server.server_port),
        "REQUEST_METHOD": handler.command,
        "PATH_INFO": translated,
        "PATH_TRANSLATED": handler.translate_path(translated),
        "SCRIPT_NAME": name,
        "QUERY_STRING": query,
        "REMOTE_ADDR": handler.client_address[0],
        "CONTENT_TYPE": headers["content-type"] or headers.get_content_type(),
    }
    told = {"CONTENT_LENGTH": "content-length", "HTTP_REFERER": "referer", "HTTP_USER_AGENT": "user-agent"}
    env |= {key: headers[header] for key, header in told.items() if headers[header]}
    env["HTTP_ACCEPT"] = ",".join(headers.get_all("accept", ()))
    cookies = headers.get_all("cookie", ())
    if cookies:
        env["HTTP_COOKIE"] = ", ".join(cookies)
    for key in _ALWAYS:
        env.setdefault(key, "")
    return env


def run_cgi(self):
    script, name, rest, query = _parts(self)
    if not os.path.exists(script):
        return self.send_error(HTTPStatus.NOT_FOUND, f"No such CGI script ({name!r})")
    if not os.path.isfile(script):
        return self.send_error(HTTPStatus.FORBIDDEN, f"CGI script is not a plain file ({name!r})")
    if not self.is_executable(script):
        return self.send_error(HTTPStatus.FORBIDDEN, f"CGI script is not executable ({name!r})")
    self.send_response(HTTPStatus.OK, "Script output follows")
    self.flush_headers()
    words = query.replace("+", " ")
    argv = [script] + ([words] if words and "=" not in words else [])
    self.wfile.flush()
    nobody = server.nobody_uid() if os.geteuid() == 0 else None
    client = self.rfile.fileno()
    pid = multi.spawn(argv, _environment(self, name, rest, query), None, {0: client, 1: client}, nobody)
    _, status = os.waitpid(pid, 0)
    if status:
        self.log_error(f"CGI script exit code {os.waitstatus_to_exitcode(status)}")


def install():
    server.CGIHTTPRequestHandler.run_cgi = run_cgi
