"""What CAD screens call the fields of an incident, in English and Spanish, and words that tell who is calling."""

import re
from typing import Final

from apps.common.keys import plain

# Field -> its labels, folded. The field "" is known and none of ours: such a label ends what stood before it.
_LABELS: Final = {
    "place": """loc, location, addr, address, add, incident location, inc loc, incident address, inc addr,
        event location, loc of call, lugar, direccion, ubicacion, domicilio""",
    "place_detail": """apt, unit no, apt no, apt/unit, suite, ste, floor, flr, gate, gate code, door code, bldg,
        building, cross, cross st, cross street, cross streets, xst, x-st, common place, comm place, business,
        premise, loc info, location info, access, departamento, piso, porton, entre calles""",
    "call_back": """phone, ph, phone no, cb, cbn, callback, call back, call-back, callback no, ani, tel, telephone,
        caller phone, rp phone, rp ph, contact no, contact phone, telefono""",
    "caller_name": """caller, caller name, rp, rp name, r/p, reporting party, comp, complainant, informant, reporter,
        calling party, llamante, quien llama, reportante""",
    "caller_relation": """relation, relationship, rel, rp relation, rp relationship, caller relation, parentesco,
        relacion""",
    "person_name": """name, subj, subj name, subject, subject name, person, person name, patient, patient name, pt,
        pt name, client, involved, nombre, persona, paciente""",
    "person_age": "age, subj age, pt age, edad",
    "words": """comments, comment, cmts, narr, narrative, remarks, remark, rmk, rmks, notes, note, details, synopsis,
        problem, complaint, chief complaint, type, typ, call type, inc type, incident type, event type, nature,
        nature of call, type/nature, comentarios, narrativa, notas, tipo, motivo""",
    "hazards": """hazard, hazards, haz, caution, cautions, alert, alerts, premise hazard, officer safety, ofcr safety,
        weapons, weapon, wpn, wpns, peligro, peligros, armas, precaucion""",
    "external_id": """inc, inc no, incident, incident no, incident id, event, event no, event id, cad, cad no, cad id,
        case, case no, run no, call no, call id, incidente, evento, folio""",
    "": """"date, time, date/time, datetime, received, rcvd, recvd, created, opened, dispatched, disp, unit,
        units, pri, priority, beat, dist, district, zone, area, grid, agency, operator, oper, dispatcher,
        calltaker, lat, lon, long, x, y, dob, sex, race, gender, dl, plate, veh, vehicle, status, source,
        esn, lang, language, city, state, zip, map, rd, caller address, rp address, caller addr, rp addr,
        caller loc, rp loc, address of caller, fecha, hora, unidad, prioridad, idioma, ciudad""",
}
FIELD_OF: Final = {
    " ".join(label.split()): field for field, labels in _LABELS.items() for label in labels.split(",")
}  # fmt: skip
LONGEST_LABEL: Final = max(len(label.split()) for label in FIELD_OF)

# Labels at the start of a line even without a colon, when they stand in capitals.
_BARE: Final = "loc addr rp cb cbn ph ani narr rmk rmks cmts comments remarks subj apt haz typ"
BARE: Final = frozenset([*_BARE.split(), "inc no", "cad no", "event no"])

# Values that say nothing without their label keep it.
PREFIXES: Final = {
    "apt": "Apt", "apt no": "Apt", "apt/unit": "Apt", "unit no": "Unit", "suite": "Suite", "ste": "Suite",
    "floor": "Floor", "flr": "Floor", "gate": "Gate", "gate code": "Gate code", "door code": "Door code",
    "bldg": "Building", "building": "Building", "cross": "Cross street", "cross st": "Cross street",
    "cross street": "Cross street", "cross streets": "Cross streets", "xst": "Cross street", "x-st": "Cross street",
    "departamento": "Depto", "piso": "Piso", "porton": "Portón", "entre calles": "Entre calles",
    "weapons": "Weapons", "weapon": "Weapon", "wpn": "Weapon", "wpns": "Weapons", "armas": "Armas",
}  # fmt: skip

_RELATIONS: Final = """
    mother mom father dad parent son daughter sister brother sibling wife husband spouse partner girlfriend boyfriend
    grandmother grandfather grandma grandpa aunt uncle cousin nephew niece friend neighbor roommate landlord self
    himself herself staff nurse teacher therapist clinician manager owner employee security passerby bystander
    madre mama padre papa hijo hija hermana hermano esposa esposo novia novio amiga amigo vecina vecino abuela abuelo
    tia tio prima primo
"""
RELATIONS: Final = frozenset(_RELATIONS.split())

_NO: Final = re.compile(r" ?#| no\.?$| num(?:ber)?$")


def folded(label: str) -> str:
    """A label in the one form it is looked up in: `Inc #`, `INC NO.` and `inc#` are `inc no`."""
    return _NO.sub(" no", " ".join(plain(label).split()).strip(" ."))
