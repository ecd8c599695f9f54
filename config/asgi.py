"""The `socket` process, and the demo's single one: pages, API and sockets."""

import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from apps.realtime.consumers import LiveConsumer  # noqa: E402
from apps.realtime.door import SameOriginSession  # noqa: E402


async def nowhere(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """There is one socket address; anything else is refused before the handshake."""
    await receive()
    await send({"type": "websocket.close"})


live: Any = SameOriginSession(LiveConsumer.as_asgi())
elsewhere: Any = nowhere
sockets = URLRouter([path("ws", live), re_path("", elsewhere)])
application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": sockets,
    }
)

# Seconds that the thread which rings or sends waits for one that computes; Python's own 5 ms is a frame's life.
sys.setswitchinterval(0.0005)
