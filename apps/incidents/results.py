"""How an incident can end, in words a person reads."""

from typing import Final

RESULTS: Final[list[dict[str, str]]] = [
    {"code": "seen", "en": "Person was seen", "es": "Se atendió a la persona"},
    {"code": "by_phone", "en": "Handled by phone", "es": "Resuelto por teléfono"},
    {"code": "no_contact", "en": "Tried, no contact", "es": "Se intentó, sin contacto"},
    {"code": "no_need", "en": "No need for a visit", "es": "No hizo falta una visita"},
    {"code": "cancelled", "en": "Cancelled by the caller", "es": "Cancelado por quien llamó"},
    {"code": "police_only", "en": "Police only", "es": "Solo policía"},
    {"code": "ems_only", "en": "Ambulance only", "es": "Solo ambulancia"},
    {"code": "duplicate", "en": "Told twice", "es": "Avisado dos veces"},
]
