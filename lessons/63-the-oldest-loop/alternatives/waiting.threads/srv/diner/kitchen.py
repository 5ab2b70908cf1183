import time

from twisted.internet import reactor
from twisted.internet.threads import deferToThread
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site


class Kitchen(Resource):
    isLeaf = True

    def render_GET(self, request):
        deferToThread(time.sleep, 1).addCallback(self.serve, request)
        return NOT_DONE_YET

    def serve(self, _, request):
        request.write(b"done\n")
        request.finish()


reactor.listenTCP(80, Site(Kitchen()))
reactor.run()
