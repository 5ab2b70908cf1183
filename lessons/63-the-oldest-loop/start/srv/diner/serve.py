from twisted.internet import reactor
from twisted.web.server import Site
from twisted.web.wsgi import WSGIResource

from app import app

kitchen = WSGIResource(reactor, reactor.getThreadPool(), app)

reactor.listenTCP(80, Site(kitchen))
reactor.run()
