from twisted.internet import reactor
from twisted.web.server import Site
from twisted.web.wsgi import WSGIResource

from app import app

reactor.suggestThreadPoolSize(14)
kitchen = WSGIResource(reactor, reactor.getThreadPool(), app)

reactor.listenTCP(80, Site(kitchen))
reactor.run()
