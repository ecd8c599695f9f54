"""From the dispatcher's key to the phone, and back. Six files, in this order; this test breaks when a step moves.

1 frontend/src/features/dispatch/send-team.ts   sendTeam: one POST, now or never
2 apps/dispatch/api/views.py                    Send: parse, run one action, answer the envelope
3 apps/dispatch/actions/sending.py              send_team: lock, allow, check, change, record, publish
4 apps/outbox/publish.py                        publish: rows, numbered at commit
5 apps/realtime/consumers.py                    LiveConsumer: frames behind what was sent
6 frontend/src/sync/live.ts                     Live: apply, store, acknowledge
"""

import inspect
from importlib import import_module
from pathlib import Path

from django.urls import resolve

from apps.common.ids import uuid7
from apps.dispatch import actions
from apps.dispatch.api.views import Send
from apps.outbox.publish import publish
from apps.outbox.sweeps import run_handlers
from apps.realtime.consumers import LiveConsumer
from tests.dispatch.scenes import call
from tests.journeys.conftest import At
from tests.people import People
from tests.teams.riding import ride

ROOT = Path(__file__).resolve().parents[2]
FRONT = {
    "frontend/src/features/dispatch/send-team.ts": ["export function sendTeam", '"/api/assignments"', "sendNow"],
    "frontend/src/sync/live.ts": ["export class Live", '"/ws"', "acknowledge"],
}


def _file_of(thing: object) -> str:
    source = inspect.getsourcefile(inspect.unwrap(thing))  # type: ignore[arg-type]
    assert source is not None
    return str(Path(source).relative_to(ROOT))


def test_the_six_steps_are_where_this_file_says() -> None:
    for path, words in FRONT.items():
        text = (ROOT / path).read_text(encoding="utf-8")
        for word in words:
            assert word in text or word.replace('"', "") in text, f"{word} is no longer in {path}"
    view = resolve("/api/assignments").func.view_class  # type: ignore[attr-defined]
    assert view is Send
    assert _file_of(view) == "apps/dispatch/api/views.py"
    assert view.command is actions.send_team
    assert _file_of(actions.send_team) == "apps/dispatch/actions/sending.py"
    assert vars(import_module("apps.dispatch.actions.common"))["publish"] is publish
    assert _file_of(publish) == "apps/outbox/publish.py"
    assert _file_of(LiveConsumer) == "apps/realtime/consumers.py"
    assert vars(import_module("config.asgi"))["LiveConsumer"] is LiveConsumer
    listed = [line.split()[1] for line in (__doc__ or "").splitlines() if line[:1].isdigit()]
    assert len(listed) == 6
    assert all((ROOT / path).is_file() for path in listed)


def test_an_order_reaches_both_phones_and_the_answers_come_back(people: People, at: At) -> None:
    mesa = ride(people, people.casey, people.omar)
    incident = call(people)
    dana, casey, omar = at(people.dana), at(people.casey), at(people.omar)
    one = str(uuid7())

    sent = dana.done("/api/assignments", id=one, incident=str(incident.id), team=str(mesa.id))
    assert [each["answer"] for each in sent["responses"]] == ["", ""]
    for phone in (casey, omar):
        phone.alarm("TeamSent", one)
        assert phone.see("incident", incident.id)["place"] == "1418 Alder Court"
    engaged = {"id": one, "incident": str(incident.id), "status": "assigned"}
    dana.see("team", mesa.id, assignment=engaged)

    casey.acknowledge()
    dana.until(lambda: dana.response(one, people.casey)["received_at"], "received by Casey")
    assert dana.response(one, people.casey)["seen_at"] is None
    casey.acknowledge(seen=True)
    dana.until(lambda: dana.response(one, people.casey)["seen_at"], "seen by Casey")
    assert dana.held[("assignment", one)]["reached"] == 1
    omar.acknowledge(seen=True)
    dana.see("assignment", one, reached=2)

    casey.done(f"/api/assignments/{one}/accept")
    dana.see("assignment", one, status="acknowledged")
    omar.until(lambda: omar.response(one, people.casey)["answer"] == "accepted", "the partner's yes")
    omar.done(f"/api/assignments/{one}/accept")
    dana.until(lambda: dana.response(one, people.omar)["answer"] == "accepted", "both")

    for who, to in ((omar, "en_route"), (casey, "on_scene"), (omar, "cleared")):
        who.done(f"/api/assignments/{one}/status", to=to)
        for screen in (dana, casey, omar):
            screen.see("assignment", one, status=to)
    for phone in (casey, omar):
        phone.lose("incident", incident.id)
        assert "level" not in phone.held[("assignment", one)]
    dana.see("team", mesa.id, assignment=None)

    run_handlers()
    kinds = [line["kind"] for line in dana.get(f"/api/incidents/{incident.id}/timeline")["entries"]]
    assert [kind for kind in kinds if kind in ("sent", "accepted", "status")] == [
        "sent",
        "accepted",
        "accepted",
        "status",
        "status",
        "status",
    ]
    assert sorted(kind for kind in kinds if kind in ("received", "seen")) == ["received"] * 2 + ["seen"] * 2


def test_a_phone_without_a_socket_hears_it_by_asking(people: People, at: At) -> None:
    mesa = ride(people, people.casey, people.omar)
    incident = call(people)
    casey = at(people.casey)
    stream = f"user:{people.casey.id}"
    epoch, cursor = casey.socket.welcome["epoch"], casey.socket.cursors[stream]
    casey.socket.socket.close()
    dana = at(people.dana)
    one = str(uuid7())
    dana.done("/api/assignments", id=one, incident=str(incident.id), team=str(mesa.id))
    changes = casey.get(f"/api/changes?epoch={epoch}&after={stream}~{cursor}")
    items = [item for frame in changes["frames"] for item in frame["items"]]
    (alert,) = [item for item in items if item["kind"] == "assignment"]
    assert alert["alert"]["event"] == "TeamSent"
    answer = casey.http.post(
        "/api/acks", json={"device": str(casey.device), "received": [alert["alert"]["delivery"]], "seen": []}
    )
    assert answer.status_code == 200
    dana.until(lambda: dana.response(one, people.casey)["received_at"], "received by poll")
