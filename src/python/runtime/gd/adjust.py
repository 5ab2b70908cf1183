"""What packages do once for a whole interpreter, done once for each simulated process instead.

Called by the loader when a process has imported a module of that name.
"""

import sys

from . import orderly, processes, witness


def _zope_declarations(module):
    """zope.interface writes what a class implements on the class; a class of the standard library belongs to all processes.

    The module has a table for classes that take no attributes: what is shared is entered there.
    """
    judge, table = module.implementedBy, module.BuiltinImplementationSpecifications

    def implementedBy(cls):  # noqa: N802
        spec = judge(cls)
        if isinstance(cls, type) and cls.__module__ in processes.shared_names() and "__implemented__" in vars(cls):
            table[cls] = spec
            for name in ("__implemented__", "__providedBy__", "__provides__"):
                if name in vars(cls):
                    delattr(cls, name)
        return spec

    module.implementedBy = implementedBy


def _twisted_workers(module):
    """The threads of Twisted's pool that have nothing to do, and those that work, are sets."""
    orderly.orderly(module.ThreadWorker)


def _hypercorn_servers(module):
    """hypercorn 0.13 gives open connections three seconds, after a `wait_closed` that did not wait for them.

    Since Python 3.12 it does, and a server with one idle websocket would never end.
    """

    async def at_once():
        return None

    class Asyncio:
        def __getattr__(self, name, inner=module.asyncio):
            return getattr(inner, name)

        async def start_server(self, *args, **options):
            server = await self.__getattr__("start_server")(*args, **options)
            server.wait_closed = at_once
            return server

    module.asyncio = Asyncio()


_AFTER = {
    "hypercorn.asyncio.run": _hypercorn_servers,
    "zope.interface.declarations": _zope_declarations,
    "twisted._threads._threadworker": _twisted_workers,
}


def after_import(name):
    change = _AFTER.get(name) or witness.AFTER.get(name)
    if change is not None:
        change(sys.modules[name])
