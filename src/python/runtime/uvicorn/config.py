"""uvicorn 0.54's settings as an object, and as the words of a command line that means the same."""

LOG_LEVELS = {"critical": 50, "error": 40, "warning": 30, "info": 20, "debug": 10, "trace": 5}

LOGGING_CONFIG = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "default": {"()": "uvicorn.logging.DefaultFormatter", "fmt": "%(levelprefix)s %(message)s", "use_colors": None},
        "access": {
            "()": "uvicorn.logging.AccessFormatter",
            "fmt": '%(levelprefix)s %(client_addr)s - "%(request_line)s" %(status_code)s',
        },
    },
    "handlers": {
        "default": {"formatter": "default", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
        "access": {"formatter": "access", "class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
    },
    "loggers": {
        "uvicorn": {"handlers": ["default"], "level": "INFO", "propagate": False},
        "uvicorn.error": {"level": "INFO"},
        "uvicorn.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
    },
}

#: Name and default of everything that a command line has a word for.
_DEFAULTS = {
    "host": "127.0.0.1", "port": 8000, "uds": None, "fd": None, "loop": "auto", "http": "auto", "ws": "auto",
    "ws_max_size": 16777216, "ws_max_queue": 32, "ws_ping_interval": 20.0, "ws_ping_timeout": 20.0,
    "ws_per_message_deflate": True, "lifespan": "auto", "interface": "auto", "reload": False, "reload_dirs": None,
    "reload_includes": None, "reload_excludes": None, "reload_delay": 0.25, "workers": None, "env_file": None,
    "log_config": LOGGING_CONFIG, "log_level": None, "access_log": True, "proxy_headers": True, "server_header": True,
    "date_header": True, "forwarded_allow_ips": None, "root_path": "", "limit_concurrency": None, "backlog": 2048,
    "limit_max_requests": None, "limit_max_requests_jitter": 0, "timeout_keep_alive": 5,
    "timeout_graceful_shutdown": None, "timeout_worker_healthcheck": 5, "ssl_keyfile": None, "ssl_certfile": None,
    "ssl_keyfile_password": None, "ssl_version": 17, "ssl_cert_reqs": 0, "ssl_ca_certs": None, "ssl_ciphers": None,
    "headers": None, "use_colors": None, "app_dir": None, "factory": False, "h11_max_incomplete_event_size": None,
}  # fmt: skip
_MANY = {"reload_dirs": "reload-dir", "reload_includes": "reload-include", "reload_excludes": "reload-exclude"}
#: Arguments of the real one that make no difference on this machine.
_IGNORED = {"http2", "reset_contextvars", "ssl_context_factory", "timeout_notify", "callback_notify"}


class Config:
    def __init__(self, app, host="127.0.0.1", port=8000, **options):
        unknown = [name for name in options if name not in _DEFAULTS and name not in _IGNORED]
        if unknown:
            raise TypeError(f"Config.__init__() got an unexpected keyword argument '{unknown[0]}'")
        self.app = app
        self.__dict__.update({**_DEFAULTS, **options, "host": host, "port": port})
        self.workers = self.workers or 1

    @property
    def should_reload(self):
        return isinstance(self.app, str) and self.reload

    def words(self):
        """The options; the application itself is not among them."""
        words = []
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            flag = "--" + name.replace("_", "-")
            if name in _MANY:
                for one in [value] if isinstance(value, str) else value or []:
                    words += ["--" + _MANY[name], str(one)]
            elif name == "headers":
                for key, text in value or []:
                    words += ["--header", f"{key}:{text}"]
            elif name == "log_level" and isinstance(value, int):
                words += [flag, {level: known for known, level in LOG_LEVELS.items()}.get(value, "info")]
            elif name == "log_config" and not isinstance(value, str):
                continue
            elif value is None or value == default or (name == "workers" and value == 1):
                continue
            elif value is True or value is False:
                words.append(flag if value else "--no-" + flag[2:])
            elif name == "forwarded_allow_ips" and not isinstance(value, str):
                words += [flag, ",".join(value)]
            else:
                words += [flag, str(value)]
        return words
