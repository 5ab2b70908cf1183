"""Work that would stop all others: real threads take it."""


def execute(function, *args, **kwargs):
    return function(*args, **kwargs)
