from twisted.internet import reactor
from twisted.internet.defer import ensureDeferred
from twisted.internet.task import deferLater
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site


class Kitchen(Resource):
    isLeaf = True

    def render_GET(self, request):
        ensureDeferred(self.serve(request))
        return NOT_DONE_YET

    async def serve(self, request):
        await deferLater(reactor, 1)
        request.write(b"done\n")
        request.finish()


reactor.listenTCP(80, Site(Kitchen()))
reactor.run()
