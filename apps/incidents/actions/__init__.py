"""Everything a person can do with an incident. `note`, `people_to_tell` and `decide_by_sending` are for dispatch."""

from apps.incidents.actions.closing import close_incident, link_duplicate, reopen_incident
from apps.incidents.actions.concern import follow_incident, follow_person
from apps.incidents.actions.drafts import (
    approve_draft,
    begin_draft,
    change_rule,
    drop_draft,
    put_draft,
    send_back_draft,
    submit_draft,
)
from apps.incidents.actions.history import ImportBatch, ImportedIncident, import_batch
from apps.incidents.actions.identity import link_person, match_person, unlink_person
from apps.incidents.actions.intake import change_incident, open_incident
from apps.incidents.actions.matrix import publish_matrix
from apps.incidents.actions.talk import add_remark, note_told
from apps.incidents.actions.timeline import note, people_to_tell
from apps.incidents.actions.triage import (
    answer_item,
    answer_items,
    decide_by_sending,
    decide_level,
    override_level,
    set_staging,
)

__all__ = [
    "ImportBatch",
    "ImportedIncident",
    "add_remark",
    "answer_item",
    "answer_items",
    "approve_draft",
    "begin_draft",
    "change_incident",
    "change_rule",
    "close_incident",
    "decide_by_sending",
    "decide_level",
    "drop_draft",
    "follow_incident",
    "follow_person",
    "import_batch",
    "link_duplicate",
    "link_person",
    "match_person",
    "note",
    "note_told",
    "open_incident",
    "override_level",
    "people_to_tell",
    "publish_matrix",
    "put_draft",
    "reopen_incident",
    "send_back_draft",
    "set_staging",
    "submit_draft",
    "unlink_person",
]
