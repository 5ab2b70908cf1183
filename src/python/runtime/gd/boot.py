"""Installs the runtime in a fresh interpreter; everything here is contained in the snapshot."""

import gc
import sys

PRELOADED = (
    "argparse ast asyncio base64 calendar collections concurrent.futures contextlib copy csv dataclasses datetime decimal email "
    "email.message email.utils enum functools glob hashlib heapq hmac html http http.client http.cookies http.server inspect io itertools json "
    "linecache logging logging.handlers math mimetypes operator os pathlib pickle pprint queue random re secrets select selectors shutil "
    "signal socket sqlite3 statistics string struct subprocess tempfile textwrap threading time timeit traceback types typing "
    "unicodedata urllib.error urllib.parse urllib.request uuid warnings weakref wsgiref.handlers wsgiref.simple_server zlib"
).split()


def install():
    import importlib

    from . import errnos

    errnos.install()
    from . import exits, threads

    threads.install()
    exits.install()
    from . import linux  # noqa: F401

    for name in PRELOADED:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    from . import check, clocks, core, eagerly, entry, errors, forking, globals, loader, main, meter, multi, net, orderly, owned, patches, processes, signals  # noqa: F401

    errors.install()
    clocks.install()
    meter.install()
    # Before chance is the machine's: the module takes some at once.
    multi.install()
    owned.install()
    orderly.install()
    patches.install()
    signals.install()
    net.install()
    multi.connect()
    from . import accounts, aio, alarms, refusals, cgi_server, filelocks, keys, prompt, shelf, sqlite, subprocesses, terminal, witness

    keys.install()
    prompt.install()
    subprocesses.install()
    terminal.install()
    accounts.install()
    alarms.install()
    refusals.install()
    aio.install()
    cgi_server.install()
    sqlite.install()
    filelocks.install()
    witness.install()
    loader.install()
    shelf.install()
    base = [p for p in sys.path if p.startswith("/lib/python")]
    patches.hide()
    processes.install(base)
    # What is here now stays for ever: the collector (gd.guest) need not look at it each time.
    gc.collect()
    gc.freeze()
