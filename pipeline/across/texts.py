"""What differs in the texts of articles that pass on one origin, whatever was claimed from them.

Quotations that drift, numbers of one thing that differ, lists that do not have as many items as
were announced, names that are spelt in two ways.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.across.case import Case
from pipeline.content.forms import stem
from pipeline.content.quantifiers import listed
from pipeline.content.synonyms import synonyms
from pipeline.domain import Discrepancy, Token
from pipeline.text import key, quoted
from pipeline.wording.numbers import Quantity, quantities
from pipeline.wording.places import kin

Phrases = dict[tuple[int, int], frozenset[str]]
Place = tuple[str, int, int]  # an article, and a stretch of it
_LISTS = frozenset("demand condition term requirement request point precondition".split())
_LONG = 6  # words of a quoted phrase; longer ones are sentences
_LEAST = 0.25  # of the longer of two phrases that they share
_NEAR = 2  # telling words around two numbers that make them numbers of one thing
_SURE = 4  # where the values differ, too
_NAME = 6  # letters of a surname that a slip can be told in
_SPELT = 75
_CLOSE = 40  # code points between a number and the colon of its list
_OPEN_LISTS = frozenset({"include", "comprise", "involve", "cover"})


def texts_apart(case: Case) -> Iterator[Discrepancy]:
    """Everything that the texts themselves show."""
    for name in sorted(case.desks):
        yield from _counts(case, name)
    phrases = {name: _phrases(case, name) for name in case.beside}
    for one, two in case.neighbours:
        yield from _wording(case, phrases, one, two)
        yield from _numbers(case, one, two)
    yield from _spelling(case)


# --- as many as were announced? ---------------------------------------------------------------


def _counts(case: Case, name: str) -> Iterator[Discrepancy]:
    text, parse = case.article(name).text, case.parse(name)
    announced = [
        q
        for q in quantities(text)
        if q.kind == "count" and q.value == q.high and _counts_demands(q)
        if not case.is_noise(name, q.start)
    ]
    for number in announced:
        many = _behind_colon(case, name, number)
        if many and many != number.value:
            here = parse.sentence_at(number.start) or 0
            yield _miscount(case, name, number, many, [here])
            return
    for noun in parse.tokens:
        if noun.lemma not in _LISTS or not announced or case.is_noise(name, noun.start):
            continue
        many = listed(parse, noun) or _in_a_row(parse.tokens, noun)
        number = announced[0]
        is_open = parse.tokens[noun.head].lemma in _OPEN_LISTS
        if not many or many == number.value or (is_open and many < number.value):
            continue
        places = {parse.sentence_at(number.start), parse.sentence_at(noun.start)}
        yield _miscount(case, name, number, many, sorted(p for p in places if p is not None))
        return


def _counts_demands(quantity: Quantity) -> bool:
    return any(word.removesuffix("s") in _LISTS for word in quantity.unit)


def _miscount(case: Case, name: str, number: Quantity, many: int, places: list[int]) -> Discrepancy:
    noun = next((w for w in number.unit if w.removesuffix("s") in _LISTS), "demands")
    what = f"{name} speaks of {number.text} {noun}, and lists {many}"
    spans = (case.span(name, *case.parse(name).sentences[at]) for at in places)
    return Discrepancy("count", what, (), tuple(spans))


def _behind_colon(case: Case, name: str, number: Quantity) -> int:
    """The items of a list that a colon opens right behind "four demands"."""
    text, parse = case.article(name).text, case.parse(name)
    here = parse.sentence_at(number.start)
    if here is None:
        return 0
    end = parse.sentences[here][1]
    colon = text.find(":", number.end, min(end, number.end + _CLOSE))
    if colon < 0:
        return 0
    after = parse.between(colon + 1, end)
    joints = [i for i, t in enumerate(after) if t.text.lower() == "and"]
    if not joints or any(t.dep in {"relcl", "advcl"} for t in after):
        return 0
    commas = sum(t.text in {",", ";"} for t in after[: joints[-1]])
    return commas + (1 if after[joints[-1] - 1].text in {",", ";"} else 2)


def _in_a_row(tokens: tuple[Token, ...], noun: Token) -> int:
    """The items of a list of participles: "demands include pulling out, paying, and leaving"."""
    verb = tokens[noun.head]
    if noun.dep != "nsubj" or verb.lemma not in _OPEN_LISTS | {"be"}:
        return 0
    first = next(
        (t for t in tokens[verb.index + 1 : verb.index + 5] if t.text.endswith("ing")), None
    )
    if first is None:
        return 0
    items = 1
    for before, token in pairwise(tokens[first.index :]):
        if token.text in {".", ";"}:
            return items if items > 1 else 0
        is_item = token.text.endswith("ing") and before.text in {",", "and"}
        items += is_item and token.pos in {"VERB", "NOUN", "PROPN", "ADJ"}
        if before.text == "and" and is_item:
            return items
    return 0


# --- quotations that drift --------------------------------------------------------------------


def _wording(
    case: Case, phrases: Mapping[str, Phrases], one: str, two: str
) -> Iterator[Discrepancy]:
    here, there = phrases[one], phrases[two]
    for (a, b), ours in here.items():
        for (c, d), theirs in there.items():
            shared = ours & theirs
            if not shared or ours == theirs or ours < theirs or theirs < ours:
                continue
            sizes = sorted((len(ours), len(theirs)))
            if len(shared) < _LEAST * sizes[1] or 2 * len(shared) < sizes[0]:
                continue
            left, right = case.span(one, a, b), case.span(two, c, d)
            what = (
                f"a phrase is quoted in two ways: “{left.exact}” ({one}), “{right.exact}” ({two})"
            )
            yield Discrepancy("wording", what, (), (left, right))
            return


def _phrases(case: Case, name: str) -> Phrases:
    """Short quotations, and the ideas of each; names and numbers left aside."""
    found = {}
    for start, end in quoted(case.article(name).text):
        tokens = [t for t in case.words(name, start, end) if t.pos != "PROPN"]
        if (
            not case.is_noise(name, start)
            and 2 <= len(case.article(name).text[start:end].split()) <= _LONG
        ):
            ideas = frozenset(stem(t.lemma.lower()) for t in tokens)
            if ideas:
                found[start, end] = ideas
    return found


# --- numbers of one thing ---------------------------------------------------------------------


def _numbers(case: Case, one: str, two: str) -> Iterator[Discrepancy]:
    seen: set[str] = set()
    for q in _counted(case, one):
        for r in _counted(case, two):
            if q.kind != r.kind or not (unit := _unit(q) & _unit(r)) or unit & seen:
                continue
            if q.ends == r.ends and q.bound == r.bound:
                continue
            needed = _NEAR if q.ends == r.ends else _SURE
            if len(_around(case, one, q) & _around(case, two, r)) < needed:
                continue
            seen |= unit
            left, right = (
                case.span(name, max(x.start - 24 * (x.bound != "exact"), 0), x.end + 10)
                for name, x in ((one, q), (two, r))
            )
            what = f"the numbers differ: {_said(q)} ({one}), {_said(r)} ({two})"
            yield Discrepancy("number", what, (), (left, right))


def _counted(case: Case, name: str) -> list[Quantity]:
    found = quantities(case.article(name).text)
    return [q for q in found if q.kind != "ordinal" and q.unit and not case.is_noise(name, q.start)]


def _unit(quantity: Quantity) -> frozenset[str]:
    """What is counted, under all its names."""
    singular = (w.removesuffix("s") for w in quantity.unit[:1])
    plain = {quantity.unit[0], *singular, quantity.unit[0].removesuffix("ies") + "y"}
    return frozenset(s for w in plain for s in synonyms(w) if len(s) > 3)


def _around(case: Case, name: str, quantity: Quantity) -> frozenset[str]:
    """The telling words of a number's sentence but what is counted."""
    here = case.parse(name).sentence_at(quantity.start)
    if here is None:
        return frozenset()
    tokens = case.words(name, *case.parse(name).sentences[here])
    unit = _unit(quantity)
    return frozenset(stem(t.lemma.lower())[:5] for t in tokens if t.lemma.lower() not in unit)


def _said(quantity: Quantity) -> str:
    bound = "" if quantity.bound == "exact" else f"{quantity.bound} "
    words = {"upper": "up to ", "lower": "at least ", "below": "nearly ", "about": "about "}
    return f"{words.get(quantity.bound, bound)}{quantity.text} {quantity.unit[0]}"


# --- names ------------------------------------------------------------------------------------


def _spelling(case: Case) -> Iterator[Discrepancy]:
    """Names of people that articles spell in two ways; each pair of spellings once."""
    full: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    single: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for name in sorted(case.desks):
        for given, last in pairwise(case.parse(name).tokens):
            if _is_person(case, name, last):
                single[last.text[:4]].setdefault(last.text, (name, last.start, last.end))
                if _is_person(case, name, given):
                    full[last.text].setdefault(given.text, (name, given.start, last.end))
    yield from _two_ways(case, full.values(), _is_one_given_name)
    yield from _two_ways(case, single.values(), _is_slip)


def _two_ways(
    case: Case, names: Iterable[dict[str, Place]], is_one: Callable[[str, str], bool]
) -> Iterator[Discrepancy]:
    """Of names that begin or end alike, those next to each other that are one name."""
    for spellings in names:
        for (a, one), (b, two) in pairwise(sorted(spellings.items())):
            if one[0] != two[0] and is_one(a, b):
                here, there = case.span(*one), case.span(*two)
                said = f"{here.exact} ({one[0]}), {there.exact} ({two[0]})"
                what = f"a name is spelt in two ways: {said}"
                yield Discrepancy("spelling", what, (), (here, there))


def _is_one_given_name(one: str, two: str) -> bool:
    return one[0] == two[0] and fuzz.ratio(one.lower(), two.lower()) >= _SPELT


def _is_slip(one: str, two: str) -> bool:
    """Whether two long surnames differ in one letter, and not as one and several do."""
    if min(len(one), len(two)) < _NAME or one.removesuffix("s") == two.removesuffix("s"):
        return False
    return OSA.distance(key(one), key(two), score_cutoff=1) <= 1


def _is_person(case: Case, name: str, token: Token) -> bool:
    if token.pos != "PROPN" or kin(token.text) or case.is_noise(name, token.start):
        return False
    return token.entity == "PERSON" and token.text[:1].isupper()
