from typing import Final

EVENTS: Final = 200
WARM_UP: Final = 20
