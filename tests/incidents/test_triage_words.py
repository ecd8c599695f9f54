"""Words propose answers: what callers say in English and Spanish, what they deny, doubt, or tell of other times."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.incidents.triage import words_en, words_es
from apps.incidents.triage.matrix_default import default_matrix
from apps.incidents.triage.words import propose

ITEMS = {item["code"] for item in default_matrix()["items"]}


def _said(words: str) -> dict[str, str]:
    return {proposal.item: proposal.answer.value for proposal in propose(words)}


def test_the_words_of_the_intake_picture_propose_what_it_shows() -> None:
    words = (
        "son ansel 34 not slept 4 nights, pacing, says neighbors send him messages thru the wall. knives on kitchen "
        "counter, not holding. no one hurt. hasnt taken meds 2 wks mom thinks. asks no sirens. dog pilot. mom speaks "
        "spanish better"
    )
    assert _said(words) == {
        "cannot_care_for_self": "yes",
        "weapon_in_reach": "yes",
        "weapon_in_hand": "no",
        "violence_now": "no",
        "medicines_stopped": "yes",
        "dogs": "yes",
        "language": "yes",
    }
    phrases = {proposal.item: proposal.phrase for proposal in propose(words)}
    assert phrases["medicines_stopped"] == "hasnt taken meds"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("knife on the counter", {"weapon_in_reach": "yes"}),
        ("He is holding a big kitchen knife", {"weapon_in_hand": "yes", "weapon_in_reach": "yes"}),
        ("GUN IN HIS HAND", {"weapon_in_hand": "yes", "weapon_in_reach": "yes"}),
        ("no weapons", {"weapon_in_hand": "no", "weapon_in_reach": "no"}),
        ("no weapon but there is a knife in the drawer", {"weapon_in_hand": "no", "weapon_in_reach": "yes"}),
        ("he has no knife", {}),
        ("Sue is holding it together", {}),
        ("weapons unk", {"weapon_in_reach": "unknown"}),
        ("don't know if he has a gun", {"weapon_in_reach": "unknown"}),
        ("possible gun in the car", {"weapon_in_reach": "unknown"}),
        ("he isn't suicidal", {"suicide_thoughts": "no"}),
        ("wants to kill himself", {"suicide_thoughts": "yes"}),
        ("going to kill herself", {"suicide_thoughts": "yes", "suicide_intent": "yes"}),
        ("tried to kill himself last year", {"past_attempt": "yes", "suicide_thoughts": "yes"}),
        ("overdosed two years ago", {}),
        ("overdose", {"overdose": "yes"}),
        ("not bleeding", {"bleeding": "no"}),
        ("won't stop bleeding", {"bleeding": "yes"}),
        ("doesn’t stop bleeding", {"bleeding": "yes"}),
        ("says he will kill my mom", {"credible_threat": "yes"}),
        ("kill himself mom says", {"suicide_thoughts": "yes"}),
        ("not a veteran, no dog", {"veteran": "no", "dogs": "no"}),
        ("off his meds", {"medicines_stopped": "yes"}),
        ("15yo female", {"minor": "yes"}),
        ("45yo female", {}),
        ("3rd floor, gate code 4407", {"floor": "yes", "gate": "yes"}),
        ("deaf, uses ASL", {"hearing": "yes", "sign_language": "yes"}),
        ("dont send the cops", {"wants_police_absent": "yes"}),
        ("wants help", {"wants_to_be_seen": "yes"}),
    ],
)
def test_english(words: str, expected: dict[str, str]) -> None:
    assert _said(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tiene un cuchillo en la mano", {"weapon_in_hand": "yes", "weapon_in_reach": "yes"}),
        ("hay una pistola en el cajón", {"weapon_in_reach": "yes"}),
        ("NO TIENE ARMAS", {"weapon_in_hand": "no", "weapon_in_reach": "no"}),
        ("no sé si tiene pistola", {"weapon_in_reach": "unknown"}),
        ("dice que se quiere matar", {"suicide_thoughts": "yes"}),
        ("se tomó todas las pastillas", {"overdose": "yes"}),
        ("no despierta, está sangrando", {"unconscious": "yes", "bleeding": "yes"}),
        ("dejó la medicina, oye voces", {"medicines_stopped": "yes", "cannot_care_for_self": "yes"}),
        ("no ha tomado su medicina", {"medicines_stopped": "yes"}),
        ("habla español, es veterano, hay un perro", {"language": "yes", "veteran": "yes", "dogs": "yes"}),
        ("no es veterano", {"veteran": "no"}),
        ("le tiene miedo a la policía", {"fear_of_police": "yes"}),
        ("si, sí, no", {}),
    ],
)
def test_spanish(words: str, expected: dict[str, str]) -> None:
    assert _said(words) == expected


def test_accents_are_one_word_however_they_are_written() -> None:
    composed, decomposed = "esta\u0301 armado, habla espan\u0303ol", "está armado, habla español"
    assert _said(composed) == _said(decomposed) == {
        "weapon_in_hand": "yes", "weapon_in_reach": "yes", "language": "yes"
    }  # fmt: skip


def test_emoji_and_symbols_do_not_hide_the_words_beside_them() -> None:
    assert _said("😭😭knife🔪 👨‍👩‍👦 OVERDOSE‼️") == {"weapon_in_reach": "yes", "overdose": "yes"}


def test_the_most_cautious_answer_is_proposed_and_each_item_once() -> None:
    proposals = propose("no weapons. maybe a knife. there is a gun. a gun")
    assert [p.answer for p in proposals if p.item == "weapon_in_reach"] == ["yes"]


def test_language_only_says_which_list_is_read_first() -> None:
    words = "veterano y veteran"
    assert [p.phrase for p in propose(words, "es")] == ["veterano"]
    assert [p.phrase for p in propose(words, "en")] == ["veteran"]


def test_every_phrase_names_an_item_of_the_matrix() -> None:
    for lexicon in (words_en, words_es):
        for table in (lexicon.YES, lexicon.NO, lexicon.UNKNOWN):
            assert set(table) <= ITEMS


@given(st.text(max_size=400))
def test_any_text_can_be_read(words: str) -> None:
    for proposal in propose(words):
        assert proposal.item in ITEMS
        assert proposal.phrase


TELLING = "no not knife gun holding in his hand kill himself maybe years ago , . but 15 yo $ ~ no tiene cuchillo"


@given(st.lists(st.sampled_from(TELLING.split()), max_size=40))
def test_any_order_of_telling_words_can_be_read(words: list[str]) -> None:
    assert len({proposal.item for proposal in propose(" ".join(words))}) <= len(ITEMS)


@pytest.mark.parametrize("unit", ["knife ", "no ", "maybe knife ", "holding a ", "9 ", "'a", "é", "\u0301", "\n"])
def test_ten_thousand_characters_are_read_at_once_and_five_times_as_many_in_about_five_times(unit: str) -> None:
    def seconds(length: int) -> float:
        """The best of three: a busy machine slows one, a reading that grows with the square all of them."""
        text = (unit * (length // len(unit) + 1))[:length]
        taken = []
        for _ in range(3):
            started = time.process_time()
            propose(text)
            taken.append(time.process_time() - started)
        return min(taken)

    short = seconds(10_000)
    assert short < 0.5
    assert seconds(50_000) < 20 * max(short, 0.005)
