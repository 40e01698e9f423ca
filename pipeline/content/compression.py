"""Is one text another with words left out, and nothing lost but what carries no weight?

What may be left out is listed, and everything else may not: articles, linking words, the rest of
a person's name, an apposition in commas, marks such as [1]; and, where nothing in the sentence
turns its sense round (Knight and Marcu 2002 call such a text a compression), a plain adverb or
the day something happened. "Did not leave on Monday" is not "did not leave".

Cannot see what a parse gets wrong, so a doubtful word is one that may not be left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import LCSseq

from pipeline.content.dropping import DAYS, asserted, may_go, subtree, turns
from pipeline.domain import Parse, Token
from pipeline.text import QUOTES, Offsets, ends_sentence, fold, quoted, tokens
from pipeline.wording.places import kin

_ARTICLES = frozenset({"a", "an", "the"})
# "a few" is some, "few" is hardly any
_TURNED_BY_ARTICLE = frozenset({"few", "little"})
_LINKING = frozenset(
    """however meanwhile moreover furthermore additionally nevertheless nonetheless but and
    separately besides""".split()
)
_PLAIN_ADVERBS = frozenset(
    """also again today yesterday tonight later recently publicly strongly sharply firmly
    repeatedly angrily loudly""".split()
)
# words that belong to the name itself: San Pedro is not Pedro
_IN_NAMES = frozenset("san santa saint st mount lake port fort north south east west new".split())
_DATING = frozenset({"on", "in", "at", "during"})
_NO_PLACE_FOR = frozenset({"VERB", "AUX", "PRON", "NUM", "SCONJ", "CCONJ", "PART", "ADV"})
_IN_NUMBER = re.compile(r"(?<=\d)([.,])(?=\d)")
_REFERENCE = re.compile(r"\[\w{1,3}\]")
_INITIALS = re.compile(r"(?<![^\W_])[^\W\d_]\.(?:\s?[^\W\d_]\.)+", re.UNICODE)


def sentences_of(text: str) -> list[str]:
    """A text cut after each full stop that ends a sentence; "Mr." ends none."""
    cuts = [m.end() for m in re.finditer(r"[.!?][^\w\s]*\s+", text)]
    cuts = [c for c in cuts if ends_sentence(text, max(len(text[:c].rstrip()) - 3, 0), c)]
    return [text[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True) if a < b]


def shortens(said: str, parse: Parse, text: str, at: Offsets) -> bool:
    """Whether `said` is `text[at]`, or that with only words of no weight left out.

    Case counts but at the start; quotation marks may differ in form, and must stand around the
    same words; between words that stay neighbours the punctuation stays too.
    """
    start, end = at
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spoken(text)]
    source = _words(text[start:end], [(a, b) for a, b in inside if a < b])
    claim = _words(said, quoted(said))
    if not claim or ("?" in said) != ("?" in text[start:end]):
        return False
    kept = _aligned(source, claim)
    if kept is None:
        return False
    here = [t for t in parse.between(start, end) if t.pos not in {"PUNCT", "SPACE"}]
    for places in (kept, _closed_up(kept, source)):
        out = [w for n, w in enumerate(source) if n not in set(places)]
        left = {t.index for w in out for t in parse.between(start + w.start, start + w.end)}
        if left <= _weightless(parse, here, left):
            return True
    return False


# --- words beside words ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is compared: its letters, whether it is quoted, the marks before it."""

    start: int
    end: int
    plain: str
    quoted: bool
    marks: str


@lru_cache(maxsize=8)
def spoken(text: str) -> list[Offsets]:
    """What stands in quotation marks, remembered for the many claims about one article."""
    return quoted(text)


def _words(text: str, inside: list[Offsets]) -> list[_Word]:
    """The words of a text; "U. S." is one, and marks such as [1] are none."""
    one = [m.span() for m in _INITIALS.finditer(text)]
    gone = [m.span() for m in _REFERENCE.finditer(text)]
    folded = fold(text)
    found: list[_Word] = []
    marks = ""
    for a, b in tokens(folded.text):
        start, end = folded.original(a, b)
        plain = folded.text[a:b]
        if any(x <= start < y for x, y in gone):
            continue
        if initials := next(((x, y) for x, y in one if x <= start < y), None):
            if start > initials[0]:
                continue
            end = initials[1]
            plain = re.sub(r"[\s.]", "", text[start:end])
        if not any(c.isalnum() for c in plain):
            # a sign ("%", "$") counts as a word does; a quotation mark is told by `quoted`
            marks += "" if plain in QUOTES else plain
            continue
        speech = any(x <= start < y for x, y in inside)
        if not found and not plain[1:2].isupper():
            plain = plain[0].lower() + plain[1:]
        # "4,200" and "4, 200" are one number, however a text spaces it
        pieces = _IN_NUMBER.split(plain.removesuffix("."))
        for mark, piece in zip([marks, *pieces[1::2]], pieces[::2], strict=True):
            found.append(_Word(start, end, piece, speech, mark))
        marks = ""
    return found


def _aligned(source: list[_Word], claim: list[_Word]) -> list[int] | None:
    """For each word of the claim the place of its word in the source; None where one has none."""
    keys = [[(w.plain, w.quoted) for w in side] for side in (source, claim)]
    if keys[0] and keys[1] and keys[0][0] != keys[1][0] and keys[1][0][0][0].islower():
        # the claim may begin further on, with a word that the source writes large or small
        capital = claim[0].plain[0].upper() + claim[0].plain[1:]
        if any(w.plain == capital for w in source[1:]):
            keys[1][0] = (capital, claim[0].quoted)
    alphabet = {k: chr(n) for n, k in enumerate(dict.fromkeys(keys[0] + keys[1]), 1)}
    one, two = ("".join(alphabet[k] for k in side) for side in keys)
    kept: list[int] = []
    for op in LCSseq.opcodes(one, two):
        if op.tag in {"insert", "replace"}:
            return None
        if op.tag == "equal":
            kept += range(op.src_start, op.src_end)
    whole = set(kept)
    # "ex-president", "president-elect": half of a hyphenated word is another word
    joined = (n for n, w in enumerate(source) if n and w.marks == "-")
    if any((n in whole) != (n - 1 in whole) for n in joined):
        return None
    for n in range(1, len(kept)):
        neighbours = kept[n] == kept[n - 1] + 1
        if neighbours and source[kept[n]].marks != claim[n].marks:
            return None
        if any(mark in claim[n].marks and mark not in source[kept[n]].marks for mark in "%$€£-"):
            return None
    return kept


def _closed_up(kept: list[int], source: list[_Word]) -> list[int]:
    """The same words of the source, each as near as may be behind the one before it."""
    near = kept[:1]
    for place in kept[1:]:
        after = near[-1] + 1
        same = (
            source[after].plain == source[place].plain
            and source[after].quoted == source[place].quoted
        )
        near.append(after if same else place)
    return near


# --- words of no weight ----------------------------------------------------------------


def _weightless(parse: Parse, here: list[Token], left: set[int]) -> set[int]:
    """Of the words left out, with the marks between them, those that a reader does not miss."""
    gone = {i for i in left if parse.tokens[i].pos in {"PUNCT", "SPACE"}}
    for group in _light(parse, here, left):
        gone |= group if group <= left else set()
    gone |= _bracketed(parse, here) & left
    for group in _outside(parse, here, left):
        gone |= group
    for token in here:
        if token.index in left and token.head not in left and may_go(parse, token, here):
            group = subtree(parse, token)
            gone |= group | _joining(parse, token) if group <= left else set()
    if any(turns(t) for t in here):
        return gone
    for group in _narrowing(parse, here):
        gone |= group if group <= left else set()
    return gone


def _light(parse: Parse, here: list[Token], left: set[int]) -> Iterator[set[int]]:
    """Words that narrow nothing: articles, links of sentences, parts of names, appositions."""
    for token in here:
        lowered = token.text.lower()
        after = parse.tokens[token.index + 1].lemma if token.index < here[-1].index else ""
        links = lowered in _LINKING and token.index == here[0].index
        links = links or (lowered == "that" and token.dep == "mark")
        if links or (lowered in _ARTICLES and after not in _TURNED_BY_ARTICLE):
            yield {token.index}
        elif token.entity == "PERSON" and token.pos == "PROPN" and token.index not in left:
            yield _before_surname(parse, token, left)
        elif token.dep == "appos" and token.pos == "NOUN" and token.head not in left:
            yield _set_off(parse, token, here)


def _before_surname(parse: Parse, surname: Token, left: set[int]) -> set[int]:
    """The words "President Ana" of "President Ana Ruiz", unless the article knows another Ruiz.

    A title goes as a whole: "Vice President Ruiz" is not "President Ruiz".
    """
    below = [parse.tokens[i] for i in parse.children[surname.index] if i < surname.index]
    given = {t.text for t in below if t.entity == "PERSON"}
    others = (t for t in parse.tokens if t.text == surname.text and t.pos == "PROPN")
    fixed = any(t.text.lower().rstrip(".") in _IN_NAMES for t in below)
    if fixed or kin(surname.text.lower()) or any(_given(parse, t) - given for t in others):
        return set()
    named = {t.index for t in below if t.dep == "compound" and t.entity == "PERSON"}
    title = {t.index for t in below if t.index not in named}
    whole = title | {i for t in title for i in subtree(parse, parse.tokens[t])}
    plain = all(parse.tokens[i].pos in {"NOUN", "PROPN"} for i in whole)
    return named | whole if plain and title & left else named


def _given(parse: Parse, surname: Token) -> set[str]:
    below = (parse.tokens[i] for i in parse.children[surname.index])
    return {t.text for t in below if t.dep == "compound" and t.entity == "PERSON"}


def _set_off(parse: Parse, token: Token, here: list[Token]) -> set[int]:
    """An apposition between commas, where it holds no clause, number or pronoun."""
    group = subtree(parse, token)
    first, last = min(group), max(group)
    before = parse.tokens[first - 1].text if first > here[0].index else ""
    after = parse.tokens[last + 1].text if last + 1 < len(parse.tokens) else ""
    inside = [parse.tokens[i] for i in range(first, last + 1)]
    closed = before == "," and after in {",", "."} and len(inside) == len(group)
    return group if closed and not any(t.pos in _NO_PLACE_FOR for t in inside) else set()


def _joining(parse: Parse, token: Token) -> set[int]:
    """The "and" before a conjunct."""
    beside = (parse.tokens[i] for i in parse.children[token.head] if i < token.index)
    return {t.index for t in beside if t.dep == "cc"} if token.dep == "conj" else set()


def _bracketed(parse: Parse, here: list[Token]) -> set[int]:
    """What stands in round brackets."""
    found: set[int] = set()
    opened = None
    if not here:
        return found
    for token in parse.tokens[here[0].index : here[-1].index + 2]:
        if token.text == "(":
            opened = token.index
        elif token.text == ")" and opened is not None:
            found |= set(range(opened + 1, token.index))
            opened = None
    return found


def _outside(parse: Parse, here: list[Token], left: set[int]) -> Iterator[set[int]]:
    """All around one clause of the sentence that stands for itself."""
    tops = [t for t in here if t.index not in left and t.head in left]
    if len(tops) == 1 and tops[0].pos in {"VERB", "AUX"} and asserted(parse, tops[0]):
        below = [parse.tokens[i] for i in parse.children[tops[0].index]]
        if any(t.dep in {"nsubj", "nsubjpass"} and t.index not in left for t in below):
            links = {t.index for t in below if t.dep in {"mark", "cc"} and t.index in left}
            yield (left - subtree(parse, tops[0])) | links


def _narrowing(parse: Parse, here: list[Token]) -> Iterator[set[int]]:
    """Words that say more closely how or when the main verb happened."""
    verbs = [t for t in here if t.pos in {"VERB", "AUX"}]
    for token in here:
        above = parse.tokens[token.head]
        if token.pos == "ADV" and token.text.lower() in _PLAIN_ADVERBS and above.pos == "VERB":
            yield {token.index}
        group = subtree(parse, token)
        if not _is_day(parse, token, group):
            continue
        # at the start, or right behind the verb, or where there is but one verb, it dates the verb
        leads = min(group) == here[0].index
        behind = parse.tokens[min(group) - 1] == above and above.pos == "VERB"
        if leads or (behind and above.head == above.index) or len(verbs) == 1:
            yield group


def _is_day(parse: Parse, token: Token, group: set[int]) -> bool:
    """Whether a preposition dates by a day alone: "on Monday", "on Monday evening"."""
    if token.dep != "prep" or token.text.lower() not in _DATING:
        return False
    inside = {parse.tokens[i].text.lower() for i in group} - {token.text.lower()} - _ARTICLES
    return bool(inside) and inside <= DAYS
