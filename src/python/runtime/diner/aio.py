"""The kitchen for coroutines: `await` leaves the loop free for others while a host takes its time."""

import asyncio

from . import db as _db
from . import grill as _grill
from .wire import decode, encode


async def _ask(address, request):
    reader, writer = await asyncio.open_connection(*address)
    try:
        writer.write(encode(request))
        await writer.drain()
        return decode(await reader.readline())
    finally:
        writer.close()


class db:
    @staticmethod
    async def query(sql):
        return (await _ask((_db.HOST, _db.PORT), {"op": "query", "sql": sql}))["rows"]


class grill:
    @staticmethod
    async def get(item):
        return (await _ask((_grill.HOST, _grill.PORT), {"op": "get", "item": item}))["item"]
