"""Which names are newsrooms: by a short list of agencies, by their words, by how texts use them.

"Told Altair", "a Lotus report", "seen by the Herald", "the news agency Altair": whoever is told by
sources, and passes it on, is a newsroom. What any one article shows holds for all of a run.

Cannot tell a newsroom from any other name that no article ever uses so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.domain import Article, Parse, Token
from pipeline.speech.cues import ASKING
from pipeline.speech.given_names import gender_of_given
from pipeline.speech.grammar import hearer_of
from pipeline.speech.links import Link, is_person
from pipeline.speech.sources import is_body
from pipeline.wording.names import AGENCIES
from pipeline.wording.places import kin

# words that only say what kind of newsroom it is
_KINDS = frozenset("news agency newspaper tv television radio press wire the daily weekly".split())
_WORDS = frozenset(
    """news newspaper times post herald gazette press tribune journal guardian telegraph chronicle
    observer tv radio wire mirror courier bulletin broadcasting daily weekly""".split()
)
_FORMAL = {
    "agence france presse": "afp",
    "agence france-presse": "afp",
    "associated press": "ap",
    "press trust india": "pti",
    "deutsche presse agentur": "dpa",
    "deutsche presse-agentur": "dpa",
    "british broadcasting corporation": "bbc",
}
_KNOWN = AGENCIES | frozenset("bbc cnn pti upi dpa".split())
_NOUNS = frozenset(
    "newspaper paper magazine broadcaster website outlet daily weekly tabloid station".split()
)
_PIECES = frozenset("report article story scoop interview reporter correspondent".split())
_GETTING = frozenset("see obtain publish review report view quote".split())
_HEARERS_NOT = frozenset(
    """senate congress parliament court council commons lords committee inquiry police nation
    assembly bundestag knesset duma house commission tribunal investigators security""".split()
)
_NAMING = frozenset({"PROPN", "ADJ", "NOUN", "X"})  # what a small parser takes names for
# where the agency stands in brackets: "LIMA, May 3 (Reuters) - "
_DATELINE = re.compile(r"(?m)^[A-Z][A-Z .'’-]+[^()\n]{0,30}\(([^()\n]{2,40})\) ?(?:--|[-–—]) ")
_CREDIT = re.compile(r"\([A-Za-z ]{0,20}[:/][^()]*$")
_JOINS = frozenset("of the".split())


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text names a newsroom: offsets, its words, and its key."""

    start: int
    end: int
    name: str
    key: str


def room_key(name: str) -> str:
    """What makes two names of a newsroom one: "the Associated Press" and "AP", "Kyodo News"."""
    words = [re.sub(r"['’]s?$|\.", "", w.lower()) for w in name.split()]
    words = [w for w in words if w not in _JOINS]
    plain = " ".join(words)
    if plain in _FORMAL:
        return _FORMAL[plain]
    bare = [w for w in words if w not in _KINDS]
    return bare[0] if len(bare) == 1 and bare[0] in _KNOWN else plain


def newsrooms(parses: Iterable[Parse]) -> frozenset[str]:
    """The keys of all names that some text uses as a newsroom's."""
    return frozenset(key for parse in parses for key in _shown(parse))


class Rooms:
    """The newsrooms that one article names, and where; adverts and credits are left out."""

    def __init__(self, article: Article, parse: Parse, known: frozenset[str]) -> None:
        self._parse = parse
        self.all = tuple(
            Mention(start, end, name, key)
            for start, end, name in _runs(article.text, parse)
            if not any(n.start <= start < n.end for n in article.noise)
            and not _is_credit(article.text, start)
            and not _only_asks(parse, start, end)
            for key in [room_key(name)]
            if key in known or _by_words(key)
        )
        self.words = frozenset(word for m in self.all for word in m.key.split())
        self.keys = frozenset(m.key for m in self.all)

    def of(self, link: Link) -> Mention | None:
        """The newsroom that a link names, itself or as whose it is: "Altair's sources"."""
        for start, end in ((link.start, link.end), link.named):
            for m in self.all:
                inside = start <= m.start and m.end <= end
                if inside or (m.start <= start and end <= m.end):
                    return m
        return None

    def before(self, offset: int) -> Mention | None:
        """The last one named before a place; the first of all where there is none."""
        earlier = [m for m in self.all if m.start < offset]
        return earlier[-1] if earlier else next(iter(self.all), None)

    def in_dateline(self, text: str) -> Mention | None:
        """The one in the brackets of a dateline, whose report the article is."""
        found = _DATELINE.search(text)
        return next(self.within(*found.span(1)), None) if found else None

    def within(self, start: int, end: int) -> Iterator[Mention]:
        """Those that a stretch names."""
        yield from (m for m in self.all if start <= m.start < end)

    def beside(self, offset: int) -> Iterator[Mention]:
        """Those that the sentence around a place names."""
        at = self._parse.sentence_at(offset)
        if at is not None:
            yield from self.within(*self._parse.sentences[at])


def _is_credit(text: str, start: int) -> bool:
    """Whether a name stands in brackets behind a label: "(Image: AFP)"."""
    return _CREDIT.search(text[max(0, start - 60) : start]) is not None


def _only_asks(parse: Parse, start: int, end: int) -> bool:
    """Whether a name stands for whoever put the question: "asked by the Gazette, she said"."""
    heads = (parse.tokens[t.head] for t in parse.between(start, end))
    return any(h.dep == "agent" and parse.tokens[h.head].lemma in ASKING for h in heads)


def _by_words(key: str) -> bool:
    words = key.split()
    return key in _KNOWN or key in _FORMAL or (len(words) > 1 and words[-1] in _WORDS)


def _runs(text: str, parse: Parse) -> Iterator[tuple[int, int, str]]:
    """Names in a text: runs of words written large, and each known agency by itself."""
    run: list[Token] = []
    for token in parse.tokens:
        if not token.text[:1].isupper() or not (token.pos in _NAMING or token.entity):
            continue
        if token.text.lower() in _KNOWN:
            yield token.start, token.end, token.text
        if run and text[run[-1].end : token.start] not in {" ", "-"}:
            yield from _run(text, run)
            run = []
        run.append(token)
    yield from _run(text, run)


def _run(text: str, run: list[Token]) -> Iterator[tuple[int, int, str]]:
    if len(run) > 1 or (run and run[0].text.lower() not in _KNOWN):
        yield run[0].start, run[-1].end, text[run[0].start : run[-1].end]


def _shown(parse: Parse) -> Iterator[str]:
    """The keys of names that this text uses as a newsroom's."""
    for token in parse.tokens:
        if token.lemma in {"tell", "inform"} and token.pos == "VERB":
            heard = hearer_of(parse, token)
            if heard is None:
                yield from _told(parse, token)
            elif _may_be(parse, heard):
                yield from _named(parse, heard)
        elif token.pos == "PROPN" and _passes_on(parse, token) and _may_be(parse, token):
            yield from _named(parse, token)


def _told(parse: Parse, verb: Token) -> Iterator[str]:
    """The name right behind "told", where the parser saw no hearer: "told Die Tribüne"."""
    run: list[Token] = []
    for token in parse.tokens[verb.index + 1 : verb.index + 6]:
        if not token.text[:1].isupper():
            break
        run.append(token)
    if run and not gender_of_given(run[0].text) and _may_be(parse, run[-1]):
        yield room_key(" ".join(t.text for t in run))


def _passes_on(parse: Parse, token: Token) -> bool:
    """Whether a name stands where a newsroom's does: "Altair reports", "a Lotus report"."""
    head = parse.tokens[token.head]
    if token.dep == "nsubj":
        return head.lemma == "report"
    if token.dep in {"compound", "poss", "nmod"} and head.lemma in _PIECES:
        return True
    if token.dep in {"appos", "compound", "nmod"} and head.lemma in _NOUNS:
        return True
    return head.dep == "agent" and parse.tokens[head.head].lemma in _GETTING


def _may_be(parse: Parse, token: Token) -> bool:
    """Whether a name may be a newsroom: no person, country, or body that is told things."""
    word = token.text.lower()
    if token.pos != "PROPN" or kin(token.text) or is_person(parse, "", token):
        return False
    return word not in _HEARERS_NOT and not is_body(word) and parse.label_of(word) != "PERSON"


def _named(parse: Parse, head: Token) -> Iterator[str]:
    """The key of the whole name that a word ends: "the Harbour Gazette"."""
    first = head.index
    while (
        first
        and parse.tokens[first - 1].pos == "PROPN"
        and parse.tokens[first - 1].head in {head.index, first}
    ):
        first -= 1
    words = [t.text for t in parse.tokens[first : head.index + 1]]
    if not kin(words[-1]):
        yield room_key(" ".join(words))
