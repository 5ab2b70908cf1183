def app(environ, start_response):
    if environ["wsgi.url_scheme"] != "https":
        where = "https://" + environ["HTTP_HOST"] + environ["PATH_INFO"]
        start_response("301 Moved Permanently", [("Location", where)])
        return [b""]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"soup, in private\n"]
