from twisted.internet import reactor
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site


class Kitchen(Resource):
    isLeaf = True

    def render_GET(self, request):
        reactor.callLater(1, self.serve, request)
        return NOT_DONE_YET

    def serve(self, request):
        request.write(b"done\n")
        request.finish()


reactor.listenTCP(80, Site(Kitchen()))
reactor.run()
