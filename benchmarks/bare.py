"""The bound: the barest server that does the job. A Redis subscription, sockets by name, nothing else."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any, Final

from redis.asyncio import Redis

CHANNEL: Final = "bare"
Send = Callable[[dict[str, Any]], Awaitable[None]]
_sockets: dict[bytes, Send] = {}
_listening: set[asyncio.Task[None]] = set()


async def app(scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send) -> None:
    """Accept, keep the socket under the name in its query, let it go."""
    if scope["type"] != "websocket":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    if not _listening:
        _listening.add(asyncio.create_task(_listen()))
    name = scope["query_string"]
    await receive()
    await send({"type": "websocket.accept"})
    _sockets[name] = send
    while (await receive())["type"] != "websocket.disconnect":
        pass
    del _sockets[name]


async def _listen() -> None:
    """A message is `name,name|text`; the text goes to each of them."""
    client: Redis = Redis.from_url(os.environ["REDIS_URL"], socket_timeout=None)
    async with client.pubsub() as pubsub:
        await pubsub.subscribe(CHANNEL)
        async for message in pubsub.listen():
            if message["type"] == "message":
                names, _, text = message["data"].partition(b"|")
                for name in names.split(b","):
                    await _sockets[name]({"type": "websocket.send", "text": text.decode()})
