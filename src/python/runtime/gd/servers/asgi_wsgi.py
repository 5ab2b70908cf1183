"""`--interface wsgi` (uvicorn 0.54 middleware/wsgi.py): a WSGI application in a pool of ten threads."""

import asyncio
import concurrent.futures
import io
import sys


def build_environ(scope, body):
    script_name = scope["root_path"].encode().decode("latin-1")
    path = scope["path"].encode().decode("latin-1")
    server = scope["server"] or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": script_name,
        "PATH_INFO": path.removeprefix(script_name),
        "QUERY_STRING": scope["query_string"].decode("ascii"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stdout,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[1],
    }
    if scope["client"] is not None:
        environ["REMOTE_ADDR"] = scope["client"][0]
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


class WSGIMiddleware:
    def __init__(self, app):
        self.app = app
        self.executor = None

    async def __call__(self, scope, receive, send):
        assert scope["type"] == "http"
        if self.executor is None:
            self.executor = concurrent.futures.ThreadPoolExecutor(max_workers=10)
        await Responder(self.app, self.executor, scope).run(receive, send)


class Responder:
    def __init__(self, app, executor, scope):
        self.app = app
        self.executor = executor
        self.scope = scope
        self.started = False
        self.loop = asyncio.get_running_loop()
        self.queue = asyncio.Queue()

    async def run(self, receive, send):
        body = io.BytesIO()
        more = True
        while more:
            message = await receive()
            body.write(message.get("body", b""))
            more = message.get("more_body", False)
        body.seek(0)
        environ = build_environ(self.scope, body)
        working = self.loop.run_in_executor(self.executor, self.wsgi, environ)
        while True:
            message = await self.queue.get()
            if message is None:
                break
            await send(message)
        await working

    def wsgi(self, environ):
        try:
            for block in self.app(environ, self.start_response):
                self._post({"type": "http.response.body", "body": block, "more_body": True})
            self._post({"type": "http.response.body", "body": b""})
        finally:
            self._post(None)

    def start_response(self, status, headers, exc_info=None):
        if exc_info is not None and self.started:
            raise exc_info[1].with_traceback(exc_info[2])
        if not self.started:
            self.started = True
            code = int(status.partition(" ")[0])
            pairs = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers]
            self._post({"type": "http.response.start", "status": code, "headers": pairs})

    def _post(self, message):
        self.loop.call_soon_threadsafe(self.queue.put_nowait, message)
