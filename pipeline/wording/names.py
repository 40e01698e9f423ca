"""The names in a text, told by their capitals; and whether a text holds a name, however spelt.

Knows possessives, other spellings, acronyms and what they stand for, nationalities, capitals and
seats of government. Cannot tell a name at the start of a sentence from any other word there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from pipeline.text import Offsets, ends_sentence, key, words
from pipeline.wording.places import kin

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
AGENCIES = frozenset(
    "reuters bloomberg afp ap xinhua tass interfax kyodo ansa dpa efe pti yonhap anadolu".split()
)
_JOINS = frozenset("of de la le du von van der den bin ibn al el da dos del".split())
_LETTER = re.compile(r"[^\W\d_]")
FEW = 4  # words, or letters, that tell too little
_CASED = 100  # words of an article for each word that it writes large, at most
_TALL = 0.6  # of the words written large: a headline


@dataclass(frozen=True, slots=True)
class Name:
    """One word of a name, and the whole name it belongs to.

    Attributes:
        word: Without its possessive.
        whole: All the words written large around it.
        sure: Not merely the first word of a sentence.
        field: From a text that is a name, not a sentence.
        start: Where the word stands in that text.
    """

    word: str
    whole: str
    sure: bool
    field: bool = False
    start: int = 0


def names(text: str, *, field: bool = False) -> Iterator[Name]:
    """The words written large; not `sure` where a sentence begins, and any word is.

    Text that is written large throughout, as headlines are, has no names to be told by.
    """
    spans = words(text)
    letters = [s for s in spans if _LETTER.match(text[s[0]])]
    tall = [s for s in letters if text[s[0]].isupper()]
    if not field and len(letters) >= FEW and len(tall) > _TALL * len(letters):
        return
    for run in _runs(text, spans):
        inner = [at for at in run if not _is_common(text[slice(*spans[at])])] or run
        whole = _bare(text[spans[inner[0]][0] : spans[inner[-1]][1]])
        if len(inner) == 1 and len(run) > 1:
            whole = _land(text, [spans[at] for at in run]) or whole
        for at in run:
            word = _bare(text[slice(*spans[at])])
            if _is_common(word) or len(word) == 1 or not word[0].isupper():
                continue
            first = not field and _begins(text, spans[at][0])
            sure = not first or key(word) in AGENCIES or bool(kin(word))
            yield Name(word, whole, sure, field, spans[at][0])


def _land(text: str, run: list[Offsets]) -> str | None:
    """The country that two words of a run stand for: "New Zealand", "White House"."""
    pairs = (_bare(text[one[0] : two[1]]) for one, two in pairwise(run))
    return next((pair for pair in pairs if kin(pair)), None)


def _runs(text: str, spans: Sequence[Offsets], *, titled: bool = False) -> Iterator[list[int]]:
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


def _ending_large(text: str, spans: Sequence[Offsets], run: list[int]) -> list[int]:
    while not text[spans[run[-1]][0]].isupper():
        run = run[:-1]
    return run


def _touch(text: str, before: Offsets, start: int) -> bool:
    """Whether nothing but a space, or the dot of an initial or a title, parts two words."""
    between = text[before[1] : start]
    return between.isspace() or (between == ". " and not ends_sentence(text, before[0], start))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _is_common(word: str) -> bool:
    """Whether a word is large for another reason than being a name; "WHO" and "US" are names."""
    return key(word) in _NO_NAMES or (key(word) in _COMMON and not (word.isupper() and word[1:]))


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'“‘«(")
    return not before or before[-1] in ".!?:\n…-–—"


class Names:
    """The words of an article, asked for names."""

    def __init__(self, text: str) -> None:
        spans = words(text)
        self.words = [_bare(text[s:e]) for s, e in spans]
        self.keys = set(map(key, self.words))
        self.tall = {key(w) for w in self.words if w[:1].isupper()}
        self.cased = len(self.words) < _CASED * len(self.tall)
        self.inner = {key(n.word) for n in names(text, field=False) if n.sure}
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
        if related := relatives(name):
            return bool(related & self.kin)
        return _same_stem(word, self.keys) or self._spelt(word) or self._abbreviates(name)

    def one_name(self, one: str, two: str) -> bool:
        """Whether two words stand in one name somewhere: a person's two names, a title's land."""
        return any(key(one) in run and key(two) in run for run in self.runs)

    def half_known(self, name: Name) -> bool:
        """Whether the article has another part of the full name."""
        return bool(self._other_parts(name))

    def instead(self, name: Name) -> str | None:
        """What the article has beside the known part of a full name, where it has not this.

        "Jodi", when the claim says "Terry Arias" and the article "Jodi Arias".
        """
        known, parts = self._other_parts(name), [key(_bare(w)) for w in name.whole.split()]
        if key(name.word) not in parts:
            return None
        at, word = parts.index(key(name.word)), key(name.word)
        found = []
        for one, two in pairwise(self.words):
            if (
                at + 1 < len(parts)
                and key(two) == parts[at + 1] in known
                and key(one) in self.inner
            ):
                found.append(one)
            if at and key(one) == parts[at - 1] in known and two[:1].isupper():
                found.append(two)
        others = [w for w in found if not _is_common(w) and not kin(w)]
        # "Mitch" is Mitchell, "J" is Jane
        if any(word.startswith(key(w)) or key(w).startswith(word) for w in others):
            return None
        return next(iter(others), None)

    def _other_parts(self, name: Name) -> set[str]:
        parts = {key(_bare(w)) for w in name.whole.split()}
        return (
            (parts - _NO_NAMES - {key(name.word)}) & self.tall if key(name.word) in parts else set()
        )

    def _spelt(self, word: str) -> bool:
        """Dmitri and Dmitry, Chekov and Chekhov: one letter in five, the first one kept."""
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
        if " " in name.whole and self._shortened(key(name.word)):
            return True
        initials = "".join(w[0] for w in name.whole.split() if w[:1].isupper()).casefold()
        return any(initials[at:] in self.keys for at in range(max(0, len(initials) - 1)))

    def _shortened(self, word: str) -> bool:
        """Whether "Man Utd" is Manchester United."""
        return any(shortens(word, seen) for seen in self.tall)


def shortens(word: str, name: str) -> bool:
    """Whether three letters stand for a long word: "Man" for Manchester, "Utd" for United."""
    if len(word) != FEW - 1 or len(name) < 2 * len(word):
        return False
    letters = iter(name)
    inside = all(letter in letters for letter in word)
    return name.startswith(word) or (inside and (name[0], name[-1]) == (word[0], word[-1]))


@lru_cache(maxsize=32)
def names_of(text: str) -> Names:
    """The names of an article, remembered for the many claims that are checked against it."""
    return Names(text)


def relatives(name: Name) -> frozenset[str]:
    """The names of the country that a name, or two words of it, stands for."""
    parts = name.whole.split()
    pairs = (" ".join(p) for p in pairwise(parts) if name.word in (p[0], _bare(p[1])))
    return kin(name.word) | frozenset(k for pair in pairs for k in kin(pair))


def _same_stem(word: str, seen: set[str]) -> bool:
    """Tasmania and Tasmanian, Bavaria and Bavarians: one stem of four letters or more."""
    stems = {word[: -len(end)] for end in _ENDINGS if word.endswith(end)} | {word}
    stems = {s for s in stems if len(s) >= FEW}
    return any(stem + end in seen for stem in stems for end in ("", *_ENDINGS))


_ENDINGS = tuple("s n an ans ian ians i is ese ish a ia e es ic".split())


def large(text: str) -> list[Name]:
    """Every word of a piece of a sentence that is written large, as a name of its own."""
    spans = words(text)
    found = [_bare(text[s:e]) for s, e in spans if text[s].isupper() and e - s > 1]
    return [Name(w, w, sure=True) for w in found if not _is_common(w)]
