"""Does every name in the claim stand in the article, and in the place where the article has it?

Sees: names (words written large, acronyms) that stand nowhere in the article, and names put in the
place of another in words copied from it. Knows spellings, possessives, acronyms spelt out,
nationalities, capitals and seats of government.

Cannot see: a wrong name in a free paraphrase when the article has that name too, nor a name at the
start of a sentence that could be any word. A claim that knows a person's full name, where the
article gives only a part of it, is not called wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from pipeline.diff import compare
from pipeline.domain import Article, Claim, Evidence, Finding, Outcome, Reason, Span
from pipeline.haystack import Haystack, haystack
from pipeline.places import kin
from pipeline.text import Offsets, ends_sentence, key, sentence_around, words

# Written large, yet no names: titles and offices, calendar words, and words of headlines.
_NO_NAMES = frozenset(
    """president prime minister premier chancellor vice deputy secretary general mr mrs ms miss dr
    sir lord lady dame senator governor mayor admiral colonel captain chief king queen prince
    princess pope judge justice professor coach ceo pm mp mps government parliament senate congress
    cabinet ministry court council department foreign defence defense state interior finance
    spokesman spokeswoman spokesperson representative ambassador director chairman chair officer
    sergeant detective inspector police commissioner tv monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november
    december am est gmt bst utc god internet house""".split()
)
# Words that begin a sentence large and are never a name.
_COMMON = frozenset(
    """a an the this that these those it its he his him she her hers they their them we our us
    you your i i'm i'll i've i'd my me who what when where why how which whose there here and but
    or nor so yet for if unless although though while because since as after before until once
    despite in on at by to from of with without under over into about against between during
    through not no never only also too even just more most many much some any all both each every
    few several other another one two three four five six seven eight nine ten says said new old
    former last next first second third now then later today ok yes meanwhile however moreover
    still instead""".split()
)
# News agencies speak at the start of sentences; their names are no other words.
_AGENCIES = frozenset(
    "reuters bloomberg afp ap xinhua tass interfax kyodo ansa dpa efe pti yonhap anadolu".split()
)
_JOINS = frozenset("of de la le du von van der den bin ibn al el da dos del".split())
_LETTER = re.compile(r"[^\W\d_]")
_COPIED = 0.6  # of the claim's words stand in the article in its order
_CLOSE = 0.75
_REPLACED = 7  # words, of both sides
_FEW = 4  # words, or letters, that tell too little
_CASED = 100  # words of an article for each word that it writes large, at most
_TALL = 0.6  # of the words written large: a headline


@dataclass(frozen=True, slots=True)
class Name:
    """One word of a name in the claim, and the whole name it belongs to."""

    word: str
    whole: str
    sure: bool


def check(evidence: Evidence) -> Finding:
    """Pass: every name of the claim stands in the article; nothing took another's place."""
    claim, article = evidence.claim, evidence.article
    hay = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    spans = tuple(g.span for g in evidence.groundings if g.span)
    said = [t for t in (claim.text, claim.content) if t]
    swap = next((f for t in said if (f := _swapped(t, spans, article, hay))), None)
    if swap is not None:
        return swap
    seen = _seen(article.text)
    names = list(_all_names(claim))
    missing = [n for n in names if not seen.holds(n)]
    sure = [n for n in missing if n.sure and seen.cased]
    if sure:
        return _outside(sure[0], spans, names, seen)
    if missing:
        message = f'"{missing[0].word}" may be a name, and is not in the article'
        return Finding("entities", "unknown", message)
    if not names:
        return Finding("entities", "unknown", "the claim names nobody and nothing")
    return Finding("entities", "pass", "every name in the claim stands in the article")


def _outside(name: Name, spans: tuple[Span, ...], names: list[Name], seen: "_Seen") -> Finding:
    """A name that stands nowhere: in the place of another one, or out of thin air."""
    if name.word != name.whole and not kin(name.word) and seen.half_known(name):
        message = f'the article does not give the name "{name.whole}" in full'
        return Finding("entities", "warn", message, "outside_knowledge", spans)
    claimed = {key(n.word) for n in names}
    left_out = [
        cited.word
        for span in spans
        for cited in _names(span.exact)
        if cited.sure and key(cited.word) not in claimed and not kin(cited.word) & set(claimed)
    ]
    reason: Reason = "entity_swapped" if left_out else "outside_knowledge"
    instead = f"; the cited words name {left_out[0]}" if left_out else ""
    message = f'"{name.whole}" stands nowhere in the article{instead}'
    return Finding("entities", "fail", message, reason, spans)


# --- names of a text -------------------------------------------------------------------


def _all_names(claim: Claim) -> Iterator[Name]:
    links = [link for citation in claim.citations for link in citation.attribution]
    for field in (claim.demander, claim.addressee, *links):
        yield from _names(field or "", field=True)
    for text in (claim.content, claim.text):
        yield from _names(text or "")


def _names(text: str, *, field: bool = False) -> Iterator[Name]:
    """The words written large; not `sure` where a sentence begins, and any word is.

    Text that is written large throughout, as headlines are, has no names to be told by.
    """
    spans = words(text)
    letters = [s for s in spans if _LETTER.match(text[s[0]])]
    tall = [s for s in letters if text[s[0]].isupper()]
    if not field and len(letters) >= _FEW and len(tall) > _TALL * len(letters):
        return
    for run in _runs(text, spans):
        inner = [at for at in run if key(text[slice(*spans[at])]) not in _COMMON] or run
        whole = _bare(text[spans[inner[0]][0] : spans[inner[-1]][1]])
        for at in run:
            word = _bare(text[slice(*spans[at])])
            if key(word) in _NO_NAMES | _COMMON or len(word) == 1 or not word[0].isupper():
                continue
            first = not field and _begins(text, spans[at][0])
            yield Name(word, whole, not first or key(word) in _AGENCIES or bool(kin(word)))


def _runs(text: str, spans: list[Offsets], *, titled: bool = False) -> Iterator[list[int]]:
    """Words written large that follow each other: "Minister of Health Ana Silva".

    `titled` lets a small office join them too: "Kenyan minister Ana Silva".
    """
    run: list[int] = []
    for at, (start, end) in enumerate(spans):
        word = text[start:end]
        touches = run and _touch(text, spans[run[-1]], start)
        if _LETTER.match(word) and word[0].isupper():
            if run and not touches:
                yield _ending_large(text, spans, run)
                run = []
            run.append(at)
        elif run and touches and (word in _JOINS or (titled and word in _NO_NAMES)):
            run.append(at)
        elif run:
            yield _ending_large(text, spans, run)
            run = []
    if run:
        yield _ending_large(text, spans, run)


def _ending_large(text: str, spans: list[Offsets], run: list[int]) -> list[int]:
    while not text[spans[run[-1]][0]].isupper():
        run = run[:-1]
    return run


def _touch(text: str, before: Offsets, start: int) -> bool:
    """Whether nothing but a space, or the dot of an initial or a title, parts two words."""
    between = text[before[1] : start]
    return between.isspace() or (between == ". " and not ends_sentence(text, before[0], start))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'“‘«(")
    return not before or before[-1] in ".!?:\n…-–—"


class _Seen:
    """The words of an article, asked for names."""

    def __init__(self, text: str) -> None:
        spans = words(text)
        self.words = [_bare(text[s:e]) for s, e in spans]
        self.keys = set(map(key, self.words))
        self.tall = {key(w) for w in self.words if w[:1].isupper()}
        self.cased = len(self.words) < _CASED * len(self.tall)
        self.inner = {key(n.word) for n in _names(text, field=False) if n.sure}
        self.initials = "".join(w[0].casefold() for w in self.words if w[0].isalpha())
        self.runs = [{key(self.words[at]) for at in run} for run in _runs(text, spans, titled=True)]
        pairs = (" ".join(p) for p in pairwise(self.words) if p[1][:1].isupper())
        large = (w for w in self.words if w[:1].isupper())
        self.kin = {k for w in (*large, *pairs) for k in kin(w)}

    def holds(self, name: Name) -> bool:
        """Whether the name, a spelling or a relative of it stands in the article."""
        word = key(name.word)
        parts = [p for p in re.split(r"['’\-]", word) if p]
        if word in self.keys or all(p in self.keys for p in parts):
            return True
        if related := _relatives(name):
            return bool(related & self.kin)
        return _same_stem(word, self.keys) or self._spelt(word) or self._abbreviates(name)

    def one_name(self, one: str, two: str) -> bool:
        """Whether two words stand in one name somewhere: a person's two names, a title's land."""
        return any(key(one) in run and key(two) in run for run in self.runs)

    def half_known(self, name: Name) -> bool:
        """Whether the article has another part of the full name, and never says how it goes on."""
        others = {key(_bare(w)) for w in name.whole.split()} - _NO_NAMES - {key(name.word)}
        known = others & self.tall
        return bool(known) and not any(
            key(one) in known and two[:1].isupper() for one, two in pairwise(self.words)
        )

    def _spelt(self, word: str) -> bool:
        """Zelensky and Zelenskyy, Sergei and Sergey: one letter in five, the first one kept."""
        most = len(word) // 5 if len(word) > 4 else 0
        return most > 0 and any(
            seen[0] == word[0] and OSA.distance(word, seen, score_cutoff=most) <= most
            for seen in self.tall
            if abs(len(seen) - len(word)) <= most
        )

    def _abbreviates(self, name: Name) -> bool:
        """UN and United Nations, POWs and prisoners of war, in either direction."""
        letters = re.sub(r"[^A-Z]", "", name.word)
        if len(letters) > 1 and letters.casefold() in self.initials:
            return True
        initials = "".join(w[0] for w in name.whole.split() if w[:1].isupper()).casefold()
        return any(initials[at:] in self.keys for at in range(max(0, len(initials) - 1)))


@lru_cache(maxsize=64)
def _seen(text: str) -> _Seen:
    return _Seen(text)


def _relatives(name: Name) -> frozenset[str]:
    """The names of the country that a name, or two words of it, stands for."""
    parts = name.whole.split()
    pairs = (" ".join(p) for p in pairwise(parts) if name.word in (p[0], _bare(p[1])))
    return kin(name.word) | frozenset(k for pair in pairs for k in kin(pair))


def _same_stem(word: str, seen: set[str]) -> bool:
    """Ukraine and Ukrainian, Georgia and Georgians: one stem of four letters or more."""
    stems = {word[: -len(end)] for end in _ENDINGS if word.endswith(end)} | {word}
    stems = {s for s in stems if len(s) >= _FEW}
    return any(stem + end in seen for stem in stems for end in ("", *_ENDINGS))


_ENDINGS = (
    "s",
    "n",
    "an",
    "ans",
    "ian",
    "ians",
    "i",
    "is",
    "ese",
    "ish",
    "a",
    "ia",
    "e",
    "es",
    "ic",
)


# --- one name in the place of another ---------------------------------------------------


def _swapped(text: str, spans: tuple[Span, ...], article: Article, hay: Haystack) -> Finding | None:
    """Words copied from the evidence, but for a name that stands where another one did."""
    sought = [key(text[s:e]) for s, e in words(text)]
    found = hay.align(sought)
    if found is None or found.matched < max(_COPIED * len(sought), _FEW):
        return None
    near = [sentence_around(article.text, s.start, s.end) for s in spans]
    if near and not any(s < found.end and found.start < e for s, e in near):
        return None
    source = article.span(found.start, found.end)
    seen = _seen(article.text)
    around = _Seen(article.text[slice(*sentence_around(article.text, found.start, found.end))])
    ours = _Seen(text)
    known = {n.word for n in _names(text) if n.sure or key(n.word) in seen.inner}
    for change in compare(source.exact, text):
        gone = [
            n for n in _large(change.removed) if key(n.word) in seen.inner and not ours.holds(n)
        ]
        new = [n for n in _large(change.added) if n.word in known and not around.holds(n)]
        if not gone or not new or len(words(change.added + change.removed)) > _REPLACED:
            continue
        if not kin(new[0].word) and any(seen.one_name(g.word, new[0].word) for g in gone):
            continue
        message = f'the claim says "{new[0].word}" where the article says "{gone[0].word}"'
        certain = found.matched >= _CLOSE * len(sought) or not seen.holds(new[0])
        outcome: Outcome = "fail" if certain else "warn"
        return Finding("entities", outcome, message, "entity_swapped", (source,))
    return None


def _large(text: str) -> list[Name]:
    spans = words(text)
    large = [_bare(text[s:e]) for s, e in spans if text[s].isupper() and e - s > 1]
    return [Name(w, w, sure=True) for w in large if key(w) not in _NO_NAMES | _COMMON]
