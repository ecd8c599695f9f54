"""What a caller's words propose about triage items. A proposal is never an answer until a person takes it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from apps.incidents.triage import words_en, words_es
from apps.incidents.triage.shape import Answer, Language

GAP = 3
REACH = 4
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[.;:!?,\n]|…")
_BREAKS = frozenset(".;:!?,\n…")
_NUMBERS = {"#minor": range(5, 18), "#floor": range(2, 100)}
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_SELF = frozenset({"himself", "herself", "themself", "themselves", "myself", "self"})
_STOPS = frozenset({"stop", "stops", "stopped", "para", "deja"})
_MOST_CAUTIOUS = (Answer.NO, Answer.UNKNOWN, Answer.YES)

# A denial of these proposes *no*. Of anything about safety or health it proposes nothing, because "does not stop
# bleeding" and "no knife" deny something else; only whole phrases such as "no weapons" propose *no* there.
_DENIABLE = frozenset({
    "intoxicated", "withdrawal", "dependents", "minor", "happened_before", "has_plan", "case_manager", "veteran",
    "sign_language", "hearing", "autism_idd", "mobility", "fear_of_police", "dogs", "gate", "floor",
})  # fmt: skip
# What was once is not now; an attempt once is a past attempt.
_PRESENT = frozenset({
    "weapon_in_hand", "weapon_in_reach", "violence_now", "credible_threat", "overdose", "bleeding", "chest_pain",
    "breathing", "unconscious", "head_injury", "seizure", "attempt_now", "intoxicated", "withdrawal",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """One item and answer the words suggest, with the words that do."""

    item: str
    answer: Answer
    phrase: str


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


_Pattern = tuple[frozenset[str] | None, ...]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A pattern, and the words of which one must come soon after its first (None: any may)."""

    pattern: _Pattern
    soon: frozenset[str] | None
    item: str
    answer: Answer


_Index = Mapping[str, Sequence[_Phrase]]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    phrases: _Index
    doubts: _Index
    pasts: _Index
    negators: frozenset[str]
    turns: frozenset[str]


def propose(words: str, language: Language = "en") -> list[Proposal]:
    """Proposals in the order of the words, one per item, the most cautious answer winning. Linear in the text.

    Both languages are always read, because callers mix them; `language` is read first.
    """
    words = unicodedata.normalize("NFC", words)
    tokens = _tokens(words)
    found: dict[str, tuple[int, Proposal]] = {}
    for lexicon in (_LEXICONS[language], *(other for code, other in _LEXICONS.items() if code != language)):
        for clause in _clauses(tokens, lexicon.turns):
            for at, proposal in _in_clause(clause, lexicon, words):
                known = found.get(proposal.item)
                if known is None or _caution(proposal) > _caution(known[1]):
                    found[proposal.item] = (at, proposal)
    return [proposal for _, proposal in sorted(found.values(), key=lambda pair: pair[0])]


def fold(text: str) -> str:
    """Lower case without accents or apostrophes, so that `Español`, `ESPANOL` and `espanol` are one word."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return plain.casefold().replace("'", "").replace("’", "")


def _caution(proposal: Proposal) -> int:
    return _MOST_CAUTIOUS.index(proposal.answer)


def _tokens(words: str) -> list[_Token]:
    return [_Token(fold(hit.group()), hit.start(), hit.end()) for hit in _TOKEN.finditer(words)]


def _clauses(tokens: Sequence[_Token], turns: frozenset[str]) -> Iterator[list[_Token]]:
    """The runs of words between marks and words like *but*."""
    clause: list[_Token] = []
    for token in tokens:
        if token.word in _BREAKS or token.word in turns:
            yield clause
            clause = []
        elif token.word not in _ORDINALS:
            clause.append(token)
    yield clause


def _in_clause(clause: Sequence[_Token], lexicon: _Lexicon, words: str) -> Iterator[tuple[int, Proposal]]:
    doubts = frozenset(end for _, end, _, _ in _matches(clause, lexicon.doubts))
    is_past = next(_matches(clause, lexicon.pasts), None) is not None
    matches = list(_matches(clause, lexicon.phrases))
    settled = {(item, at) for begin, end, item, said in matches if said != Answer.YES for at in range(begin, end)}
    for begin, end, item, said in matches:
        answer: Answer | None = said
        if said == Answer.YES and (item, begin) in settled:
            continue
        about = item
        if said == Answer.YES:
            if is_past and item in _PRESENT:
                if item != "attempt_now":
                    continue
                about = "past_attempt"
            answer = _turned(clause, begin, about, doubts, lexicon.negators)
        if answer is not None:
            phrase = words[clause[begin].start : clause[end - 1].end]
            yield clause[begin].start, Proposal(about, answer, phrase)


def _turned(
    clause: Sequence[_Token], begin: int, item: str, doubts: frozenset[int], negators: frozenset[str]
) -> Answer | None:
    """What a phrase proposes after what stands before it: doubt, denial, or nothing."""
    if not doubts.isdisjoint(range(begin - REACH, begin + 1)):
        return Answer.UNKNOWN
    before = [token.word for token in clause[max(0, begin - REACH) : begin]]
    if negators.isdisjoint(before) or not _STOPS.isdisjoint(before):
        return Answer.YES
    return Answer.NO if item in _DENIABLE else None


def _matches(clause: Sequence[_Token], index: _Index) -> Iterator[tuple[int, int, str, Answer]]:
    """Every phrase found in the clause: first word, one past the last word, item, answer."""
    for begin, token in enumerate(clause):
        phrases = index.get("#" if token.word.isdecimal() else token.word, ())
        near = {after.word for after in clause[begin + 1 : begin + GAP + 2]} if phrases else set()
        for phrase in phrases:
            # Most phrases fail here, at the price of one look, so that a text of nothing but "no" stays cheap.
            if phrase.soon is not None and phrase.soon.isdisjoint(near):
                continue
            end = _match(clause, begin, phrase.pattern, 0)
            if end:
                yield begin, end, phrase.item, phrase.answer


def _match(clause: Sequence[_Token], at: int, pattern: _Pattern, step: int) -> int:
    """One past the last word when the rest of the pattern fits here, else 0. `None` in a pattern is a gap."""
    if step == len(pattern):
        return at
    wanted = pattern[step]
    if wanted is None:
        return next((end for to in _gap(clause, at) if (end := _match(clause, to, pattern, step + 1))), 0)
    if "$" in wanted:
        return at if at == len(clause) else 0
    if at < len(clause) and _fits(clause[at].word, wanted):
        return _match(clause, at + 1, pattern, step + 1)
    return 0


def _gap(clause: Sequence[_Token], at: int) -> Iterator[int]:
    """Where the phrase may go on after a gap; a gap never runs over *himself* into somebody else."""
    for to in range(at, min(at + GAP, len(clause)) + 1):
        yield to
        if to < len(clause) and clause[to].word in _SELF:
            return


def _fits(word: str, wanted: frozenset[str]) -> bool:
    if word in wanted:
        return True
    return any(name in wanted and len(word) <= 3 and word.isdecimal() and int(word) in numbers
               for name, numbers in _NUMBERS.items())  # fmt: skip


def _index(tables: Sequence[tuple[str, Answer, Sequence[str]]]) -> _Index:
    """Every phrase under each word it can start with; numbers under `#`."""
    index: dict[str, list[_Phrase]] = {}
    for item, answer, phrases in tables:
        for phrase in phrases:
            pattern = tuple(None if word == "~" else frozenset(word.split("|")) for word in phrase.split())
            made = _Phrase(pattern, _soon(pattern), item, answer)
            for first in sorted(pattern[0] or ()):
                index.setdefault("#" if first.startswith("#") else first, []).append(made)
    return index


def _soon(pattern: _Pattern) -> frozenset[str] | None:
    second = next((words for words in pattern[1:] if words is not None), None)
    if second is None or any(word.startswith(("#", "$")) for word in second):
        return None
    return second


def _lexicon(source: ModuleType) -> _Lexicon:
    tables = ((source.YES, Answer.YES), (source.NO, Answer.NO), (source.UNKNOWN, Answer.UNKNOWN))
    return _Lexicon(
        phrases=_index([(item, answer, phrases) for table, answer in tables for item, phrases in table.items()]),
        doubts=_index([("", Answer.UNKNOWN, source.DOUBTS)]),
        pasts=_index([("", Answer.NO, source.PASTS)]),
        negators=source.NEGATORS,
        turns=source.TURNS,
    )


_LEXICONS: Mapping[Language, _Lexicon] = {"en": _lexicon(words_en), "es": _lexicon(words_es)}
