import asyncio

from twisted.internet import reactor
from twisted.web.resource import Resource
from twisted.web.server import Site


class Kitchen(Resource):
    isLeaf = True

    async def render_GET(self, request):
        await asyncio.sleep(1)
        return b"done\n"


reactor.listenTCP(80, Site(Kitchen()))
reactor.run()
