"""The elements of the resources that we read, as R4 (4.0.1) defines them. `!` must be there, `*` may repeat.

A name with `[x]` may come as any of the types after it. A type with a dot belongs to that element alone.
"""

from typing import Final

_ANY: Final = (
    "base64Binary|boolean|canonical|code|date|dateTime|decimal|id|instant|integer|markdown|oid|positiveInt|string|"
    "time|unsignedInt|uri|url|uuid|Address|Annotation|Attachment|CodeableConcept|Coding|ContactPoint|HumanName|"
    "Identifier|Period|Quantity|Range|Ratio|Reference|Timing|Meta"
)
_DOMAIN: Final = "text:Narrative contained*:Resource extension*:Extension modifierExtension*:Extension"
_RESOURCE: Final = f"id:id meta:Meta implicitRules:uri language:code {_DOMAIN}"
_BACKBONE: Final = "id:string extension*:Extension modifierExtension*:Extension"
_ELEMENT: Final = "id:string extension*:Extension"

_TYPES: Final[dict[str, str]] = {
    # ---- resources
    "Task": f"{_RESOURCE} identifier*:Identifier instantiatesCanonical:canonical instantiatesUri:uri"
    " basedOn*:Reference groupIdentifier:Identifier partOf*:Reference status!:code statusReason:CodeableConcept"
    " businessStatus:CodeableConcept intent!:code priority:code code:CodeableConcept description:string"
    " focus:Reference for:Reference encounter:Reference executionPeriod:Period authoredOn:dateTime"
    " lastModified:dateTime requester:Reference performerType*:CodeableConcept owner:Reference location:Reference"
    " reasonCode:CodeableConcept reasonReference:Reference insurance*:Reference note*:Annotation"
    " relevantHistory*:Reference restriction:TaskRestriction input*:TaskInput output*:TaskInput",
    "TaskRestriction": f"{_BACKBONE} repetitions:positiveInt period:Period recipient*:Reference",
    "TaskInput": f"{_BACKBONE} type!:CodeableConcept value[x]!:{_ANY}",
    "ServiceRequest": f"{_RESOURCE} identifier*:Identifier instantiatesCanonical*:canonical instantiatesUri*:uri"
    " basedOn*:Reference replaces*:Reference requisition:Identifier status!:code intent!:code"
    " category*:CodeableConcept priority:code doNotPerform:boolean code:CodeableConcept"
    " orderDetail*:CodeableConcept quantity[x]:Quantity|Ratio|Range subject!:Reference encounter:Reference"
    " occurrence[x]:dateTime|Period|Timing asNeeded[x]:boolean|CodeableConcept authoredOn:dateTime"
    " requester:Reference performerType:CodeableConcept performer*:Reference locationCode*:CodeableConcept"
    " locationReference*:Reference reasonCode*:CodeableConcept reasonReference*:Reference insurance*:Reference"
    " supportingInfo*:Reference specimen*:Reference bodySite*:CodeableConcept note*:Annotation"
    " patientInstruction:string relevantHistory*:Reference",
    "Patient": f"{_RESOURCE} identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint gender:code"
    " birthDate:date deceased[x]:boolean|dateTime address*:Address maritalStatus:CodeableConcept"
    " multipleBirth[x]:boolean|integer photo*:Attachment contact*:PatientContact"
    " communication*:PatientCommunication generalPractitioner*:Reference managingOrganization:Reference"
    " link*:PatientLink",
    "PatientContact": f"{_BACKBONE} relationship*:CodeableConcept name:HumanName telecom*:ContactPoint"
    " address:Address gender:code organization:Reference period:Period",
    "PatientCommunication": f"{_BACKBONE} language!:CodeableConcept preferred:boolean",
    "PatientLink": f"{_BACKBONE} other!:Reference type!:code",
    "Consent": f"{_RESOURCE} identifier*:Identifier status!:code scope!:CodeableConcept category*!:CodeableConcept"
    " patient:Reference dateTime:dateTime performer*:Reference organization*:Reference"
    " source[x]:Attachment|Reference policy*:ConsentPolicy policyRule:CodeableConcept"
    " verification*:ConsentVerification provision:ConsentProvision",
    "ConsentPolicy": f"{_BACKBONE} authority:uri uri:uri",
    "ConsentVerification": f"{_BACKBONE} verified!:boolean verifiedWith:Reference verificationDate:dateTime",
    "ConsentProvision": f"{_BACKBONE} type:code period:Period actor*:ConsentActor action*:CodeableConcept"
    " securityLabel*:Coding purpose*:Coding class*:Coding code*:CodeableConcept dataPeriod:Period"
    " data*:ConsentData provision*:ConsentProvision",
    "ConsentActor": f"{_BACKBONE} role!:CodeableConcept reference!:Reference",
    "ConsentData": f"{_BACKBONE} meaning!:code reference!:Reference",
    "Organization": f"{_RESOURCE} identifier*:Identifier active:boolean type*:CodeableConcept name:string"
    " alias*:string telecom*:ContactPoint address*:Address partOf:Reference contact*:OrganizationContact"
    " endpoint*:Reference",
    "OrganizationContact": f"{_BACKBONE} purpose:CodeableConcept name:HumanName telecom*:ContactPoint"
    " address:Address",
    "HealthcareService": f"{_RESOURCE} identifier*:Identifier active:boolean providedBy:Reference"
    " category*:CodeableConcept type*:CodeableConcept specialty*:CodeableConcept location*:Reference name:string"
    " comment:string extraDetails:markdown photo:Attachment telecom*:ContactPoint coverageArea*:Reference"
    " serviceProvisionCode*:CodeableConcept eligibility*:ServiceEligibility program*:CodeableConcept"
    " characteristic*:CodeableConcept communication*:CodeableConcept referralMethod*:CodeableConcept"
    " appointmentRequired:boolean availableTime*:AvailableTime notAvailable*:NotAvailable"
    " availabilityExceptions:string endpoint*:Reference",
    "ServiceEligibility": f"{_BACKBONE} code:CodeableConcept comment:markdown",
    "AvailableTime": f"{_BACKBONE} daysOfWeek*:code allDay:boolean availableStartTime:time availableEndTime:time",
    "NotAvailable": f"{_BACKBONE} description!:string during:Period",
    "PractitionerRole": f"{_RESOURCE} identifier*:Identifier active:boolean period:Period practitioner:Reference"
    " organization:Reference code*:CodeableConcept specialty*:CodeableConcept location*:Reference"
    " healthcareService*:Reference telecom*:ContactPoint availableTime*:AvailableTime notAvailable*:NotAvailable"
    " availabilityExceptions:string endpoint*:Reference",
    # ---- types
    "Element": _ELEMENT,
    "Meta": f"{_ELEMENT} versionId:id lastUpdated:instant source:uri profile*:canonical security*:Coding tag*:Coding",
    "Narrative": f"{_ELEMENT} status!:code div!:xhtml",
    "Extension": f"{_ELEMENT} url!:uri value[x]:{_ANY}",
    "Coding": f"{_ELEMENT} system:uri version:string code:code display:string userSelected:boolean",
    "CodeableConcept": f"{_ELEMENT} coding*:Coding text:string",
    "Identifier": f"{_ELEMENT} use:code type:CodeableConcept system:uri value:string period:Period"
    " assigner:Reference",
    "Reference": f"{_ELEMENT} reference:string type:uri identifier:Identifier display:string",
    "Period": f"{_ELEMENT} start:dateTime end:dateTime",
    "HumanName": f"{_ELEMENT} use:code text:string family:string given*:string prefix*:string suffix*:string"
    " period:Period",
    "ContactPoint": f"{_ELEMENT} system:code value:string use:code rank:positiveInt period:Period",
    "Address": f"{_ELEMENT} use:code type:code text:string line*:string city:string district:string state:string"
    " postalCode:string country:string period:Period",
    "Annotation": f"{_ELEMENT} author[x]:Reference|string time:dateTime text!:markdown",
    "Attachment": f"{_ELEMENT} contentType:code language:code data:base64Binary url:url size:unsignedInt"
    " hash:base64Binary title:string creation:dateTime",
    "Quantity": f"{_ELEMENT} value:decimal comparator:code unit:string system:uri code:code",
    "Range": f"{_ELEMENT} low:Quantity high:Quantity",
    "Ratio": f"{_ELEMENT} numerator:Quantity denominator:Quantity",
    "Timing": f"{_BACKBONE} event*:dateTime code:CodeableConcept",
}

RESOURCES: Final = frozenset(
    {"Task", "ServiceRequest", "Patient", "Consent", "Organization", "HealthcareService", "PractitionerRole"}
)


class Element:
    """One element: its types by the name it is sent under, and how often it may be there."""

    __slots__ = ("is_many", "is_needed", "name", "types")

    def __init__(self, name: str, types: tuple[str, ...], is_many: bool, is_needed: bool) -> None:
        self.name, self.types, self.is_many, self.is_needed = name, types, is_many, is_needed

    def names(self) -> dict[str, str]:
        """As it is sent -> its type: `valueString` -> string."""
        if not self.name.endswith("[x]"):
            return {self.name: self.types[0]}
        return {f"{self.name[:-3]}{kind[0].upper()}{kind[1:]}": kind for kind in self.types}


def _element(line: str) -> Element:
    name, types = line.split(":", 1)
    bare = name.rstrip("*!")
    marks = name[len(bare) :]
    return Element(bare, tuple(types.split("|")), "*" in marks, "!" in marks)


ELEMENTS: Final[dict[str, tuple[Element, ...]]] = {
    kind: tuple(_element(line) for line in text.split()) for kind, text in _TYPES.items()
}
BY_NAME: Final[dict[str, dict[str, tuple[Element, str]]]] = {
    kind: {sent: (element, of_type) for element in elements for sent, of_type in element.names().items()}
    for kind, elements in ELEMENTS.items()
}
