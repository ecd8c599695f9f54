"""DRF's one parser. Apart from apps/common/api.py, because DRF's settings load it while that is being imported."""

from typing import Any

from rest_framework.parsers import BaseParser

from apps.common.guard import parse_json


class GuardedJSONParser(BaseParser):
    """JSON through the guard. Registered as the only parser."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        return parse_json(stream.read())
