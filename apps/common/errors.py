"""The one shape of every refusal: a code shared with the phone, an English sentence for logs and tools, and data."""

from enum import StrEnum
from typing import Any, ClassVar


class Code(StrEnum):
    """Every error code that can leave the server; the client makes the sentence a person reads from it."""

    # what was asked
    INVALID = "invalid"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    UNKNOWN_PARAMETER = "unknown_parameter"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    KEY_MISSING = "key_missing"
    KEY_REUSED = "key_reused"
    # who asked
    NOT_SIGNED_IN = "not_signed_in"
    OTHER_USER = "other_user"
    CSRF = "csrf"
    NOT_ALLOWED = "not_allowed"
    FIELD_NOT_ALLOWED = "field_not_allowed"
    NOT_FOUND = "not_found"
    LOCKED_OUT = "locked_out"
    TOO_MANY = "too_many"
    DEVICE_REVOKED = "device_revoked"
    LINK_INVALID = "link_invalid"
    IN_OTHER_PROGRAMME = "in_other_programme"
    ROLES_DO_NOT_MIX = "roles_do_not_mix"
    # what stands in the way
    STALE = "stale"
    ILLEGAL_TRANSITION = "illegal_transition"
    TEAM_TAKEN = "team_taken"
    TEAM_NOT_SUITABLE = "team_not_suitable"
    TEAM_SENDS_POLICE = "team_sends_police"
    ALREADY_SENT = "already_sent"
    ALREADY_ON_SHIFT = "already_on_shift"
    ROLE_TAKEN = "role_taken"
    NOT_ON_SHIFT = "not_on_shift"
    NOT_ON_TEAM = "not_on_team"
    ON_ASSIGNMENT = "on_assignment"
    INCIDENT_CLOSED = "incident_closed"
    TEAM_STILL_ON_IT = "team_still_on_it"
    UNDO_TOO_LATE = "undo_too_late"
    HOLD = "hold"
    ASSIGNMENT_ENDED = "assignment_ended"
    ALREADY_EXISTS = "already_exists"
    # what a person has to look at, or may like to know, of a write that came late
    CHANGED_MEANWHILE = "changed_meanwhile"
    LEVEL_CHANGED = "level_changed"
    KEPT_LATE = "kept_late"
    KEPT_IN_TIMELINE = "kept_in_timeline"
    NO_CHANNEL = "no_channel"
    # of a visit
    ENCOUNTER_SIGNED = "encounter_signed"
    ENCOUNTER_INCOMPLETE = "encounter_incomplete"
    # instruments and safety plan
    NOT_SAFE_FOR_TEXT = "not_safe_for_text"
    NOT_SAFE_FOR_LETTER = "not_safe_for_letter"
    # who somebody is
    PERSON_LINKED = "person_linked"
    MERGED_ALREADY = "merged_already"
    LOOKS_USED_UP = "looks_used_up"
    # what is not working
    BUSY = "busy"
    NEWER_CLIENT = "newer_client"
    SERVER_ERROR = "server_error"
    # what a response plan refuses
    PLAN_BEING_WRITTEN = "plan_being_written"
    PLAN_IS_YOURS = "plan_is_yours"
    PLAN_NOT_WHOLE = "plan_not_whole"
    # of consents and referrals
    BASIS_GONE = "basis_gone"
    CONSENT_NEEDED = "consent_needed"
    SIGNATURE_NEEDED = "signature_needed"
    CONSENT_REPLACED = "consent_replaced"
    PLACE_TAKEN = "place_taken"


class DomainError(Exception):
    """A refusal with a reason. `data` holds ids, codes and field names only, never what a person wrote."""

    status: ClassVar[int] = 400

    def __init__(self, code: Code, message: str, **data: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def body(self) -> dict[str, Any]:
        """The error as it leaves the server."""
        return {"code": str(self.code), "message": self.message, "data": self.data}


class NotAllowed(DomainError):
    """The thing may be known of, but this is not theirs to do."""

    status = 403


class NotFound(DomainError):
    """It does not exist, or may not be known of: the same words for both."""

    status = 404

    def __init__(self, message: str = "Nothing here.", code: Code = Code.NOT_FOUND, **data: Any) -> None:
        super().__init__(code, message, **data)


class Conflict(DomainError):
    """Somebody was first, or the state has moved on. Carries the current version where there is one."""

    status = 409


class NeedsReview(DomainError):
    """Two people wrote the same value apart: nothing was changed, and a person decides. `fields` names which."""

    status = 202

    def __init__(self, code: Code, message: str, *, about: Any, fields: list[str]) -> None:
        super().__init__(code, message, fields=fields)
        self.about = about


class Invalid(DomainError):
    """What was sent cannot be right; `data["fields"]` names what."""

    status = 422


class Busy(DomainError):
    """Not now; the same request may be sent again and nothing was stored."""

    status = 503
