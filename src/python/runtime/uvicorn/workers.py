"""gunicorn's worker class for uvicorn, for who makes one of his own from it: what it overrides is not called here."""


class UvicornWorker:
    model = "uvicorn"
    CONFIG_KWARGS = {"loop": "auto", "http": "auto"}


class UvicornH11Worker(UvicornWorker):
    CONFIG_KWARGS = {"loop": "asyncio", "http": "h11"}
