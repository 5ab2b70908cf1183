import time

from twisted.internet import reactor
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site


class Kitchen(Resource):
    isLeaf = True

    def render_GET(self, request):
        time.sleep(1)  # the soup cooks by itself
        return b"done\n"


reactor.listenTCP(80, Site(Kitchen()))
reactor.run()
