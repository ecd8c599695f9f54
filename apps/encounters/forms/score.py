"""What the answers add up to, and what a missing answer leaves open. An answer not given is never counted as 0."""

from apps.encounters.forms.logic import MAYBE, NO, shown_at_last, shown_now
from apps.encounters.forms.shape import Answers, Form, Item, Outcome, key_of


def evaluate(form: Form, answers: Answers) -> Outcome:
    """What is shown, what is missing, the score with its bounds, its band, and the bands still possible."""
    shown = shown_now(form, answers)
    in_order = [link_id for link_id in form.items if link_id in shown]
    open_now = [
        form.items[link_id] for link_id in in_order if form.items[link_id].is_question and not answers.get(link_id)
    ]
    missing = tuple(item.link_id for item in open_now if item.required or item.weights)
    required = tuple(item.link_id for item in open_now if item.required)
    counting = [item for item in form.items.values() if item.weights]
    if not counting:
        return Outcome(tuple(in_order), missing, required)
    counted = [item for item in counting if item.link_id in shown and answers.get(item.link_id)]
    score = sum(_weight(item, answers) for item in counted) if counted else None
    low, high = _bounds(form, counting, answers)
    if score is not None:
        low, high = min(low, score), max(high, score)
    return Outcome(
        tuple(in_order),
        missing,
        required,
        score,
        low,
        high,
        "" if score is None else _band(form, score),
        tuple(band.code for band in form.bands if _reaches(form, band.code, low, high)),
    )


def _weight(item: Item, answers: Answers) -> int:
    return sum(item.weights.get(key_of(answer), 0) for answer in answers.get(item.link_id, ()))


def _bounds(form: Form, counting: list[Item], answers: Answers) -> tuple[int, int]:
    """The least and the most that it can come to, once every open question has its answer."""
    low = high = 0
    at_last = shown_at_last(form, answers)
    for item in counting:
        verdict = at_last[item.link_id]
        if verdict is NO:
            continue
        if answers.get(item.link_id):
            least = most = _weight(item, answers)
        else:
            least, most = _span(item)
        low += min(least, 0) if verdict is MAYBE else least
        high += max(most, 0) if verdict is MAYBE else most
    return low, high


def _span(item: Item) -> tuple[int, int]:
    weights = item.weights.values()
    if item.repeats:
        return sum(w for w in weights if w < 0), sum(w for w in weights if w > 0)
    return min(weights), max(weights)


def _band(form: Form, score: int) -> str:
    return next((band.code for band in reversed(form.bands) if score >= band.begins), "")


def _reaches(form: Form, code: str, low: int, high: int) -> bool:
    at = next(number for number, band in enumerate(form.bands) if band.code == code)
    begins = form.bands[at].begins
    ends = form.bands[at + 1].begins if at + 1 < len(form.bands) else None
    return begins <= high and (ends is None or low < ends)
