"""The `socket` process, and the demo's single one: pages, API and sockets."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

django_app = get_asgi_application()

from apps.realtime.consumers import LiveConsumer  # noqa: E402
from apps.realtime.door import SameOriginSession  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_app,
        "websocket": SameOriginSession(URLRouter([path("ws", LiveConsumer.as_asgi())])),
    }
)
