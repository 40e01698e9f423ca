"""Looking at text without touching it: folding with an offset map, words, lines, sentences.

Every offset that leaves this module counts code points of the text as it was given. Folding
makes a second, plainer text to search in, and remembers for each of its characters which
code points of the first it stands for; the first is never changed.
"""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

Offsets = tuple[int, int]
_SENTENCE = 1000  # characters that few sentences are longer than

QUOTES = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞〟❛❜❝❞ʼ"
_PLAIN = (
    dict.fromkeys(QUOTES, "'") | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-") | {"…": "...", "\u2028": " "}
)
# Scripts that write no space between words: a character with its marks is the smallest word.
_UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
_SAME_LETTER = ("<wide>", "<narrow>", "<font>", "<initial>", "<medial>", "<final>", "<isolated>")


# --- folding ---------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    """One code point as plain characters; superscripts and fractions stay what they are."""
    if char in _PLAIN:
        return _PLAIN[char]
    if char.isspace():
        return " "
    if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return ""
    how = unicodedata.decomposition(char)
    if how.startswith(_SAME_LETTER) or (how.startswith("<compat>") and char.isalpha()):
        return "".join(_PLAIN.get(c, c) for c in unicodedata.normalize("NFKC", char))
    return unicodedata.normalize("NFC", char)


@dataclass(frozen=True, slots=True)
class Folded:
    """A plainer text; its character `i` stands for `[starts[i], ends[i])` of the first."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> Offsets:
        """The code points of the first text that folded `[start, end)` stands for."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Fold quotation marks, dashes, ellipses, white space, invisible and compatible characters.

    A letter and its combining marks are composed (NFC), a run of white space becomes one space,
    a dash between spaces loses them. Case is kept. Time and memory are linear.
    """
    chars = set(text)
    marks = _marks(text)
    care = "".join(sorted(c for c in chars if c == "-" or (c not in " '" and _folded(c) != c)))
    if not marks and not care and "  " not in text:
        return Folded(text, range(len(text)), range(1, len(text) + 1))
    out: list[str] = []
    starts, ends, done = array("q"), array("q"), 0
    for found in _care_pattern(marks, care).finditer(text):
        out.append(text[done : found.start()])
        starts.extend(range(done, found.start()))
        ends.extend(range(done + 1, found.start() + 1))
        for piece, start, end in _fold_run(text, found.start(), found.end(), found["cluster"]):
            out.append(piece)
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))
        done = found.end()
    out.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Folded("".join(out), starts, ends)


@lru_cache(maxsize=256)
def _care_pattern(marks: str, care: str) -> re.Pattern[str]:
    cluster = f"(?P<cluster>[^ ][{re.escape(marks)}]+)" if marks else "(?P<cluster>(?!))"
    single = f"[{re.escape(care)}]" if care else "(?!)"
    return re.compile(f"{cluster}|[ {re.escape(care)}]{{2,}}|{single}", re.DOTALL)


def _fold_run(text: str, start: int, end: int, cluster: str | None) -> list[tuple[str, int, int]]:
    if cluster is not None:
        composed = "".join(map(_folded, unicodedata.normalize("NFC", cluster)))
        return [(composed, start, end)]
    pieces: list[tuple[str, int, int]] = []
    for at in range(start, end):
        piece = _folded(text[at])
        if not piece:
            continue
        if pieces and piece == pieces[-1][0] and piece in " -":
            pieces[-1] = (piece, pieces[-1][1], at + 1)
        else:
            pieces.append((piece, at, at + 1))
    kept: list[tuple[str, int, int]] = []
    for last in pieces:
        kept.append(last)
        if [p[0] for p in kept[-3:]] == [" ", "-", " "]:
            kept[-3:] = [("-", kept[-3][1], last[2])]
    return kept


# --- words, lines, sentences -----------------------------------------------------------


@lru_cache(maxsize=256)
def _token_pattern(marks: str) -> re.Pattern[str]:
    marks = re.escape(marks)
    letter = rf"[^\W_{_UNSPACED}]" if not marks else rf"(?:[^\W_{_UNSPACED}][{marks}]*)"
    return re.compile(
        rf"(?P<word>(?:(?<!\w)[+\-−])?\d+(?:[.,]\d+)*{letter}*"
        rf"|(?:[^\W\d_]\.){{2,}}"
        rf"|[{_UNSPACED}]{f'[{marks}]*' if marks else ''}"
        rf"|{letter}+(?:['’]{letter}+)*)"
        rf"|[^\s\w]|_"
    )


def tokens(text: str) -> list[Offsets]:
    """Words, numbers with their sign and separators, and single punctuation marks, in order."""
    return [m.span() for m in _tokens(text)]


def words(text: str) -> tuple[Offsets, ...]:
    """Words, numbers, and the signs that count as words (currency, percent); in order.

    Where a script writes no spaces (Chinese, Japanese, Thai ...) every character is a word.
    """
    return _sentence_words(text) if len(text) <= _SENTENCE else tuple(_words(text))


@lru_cache(maxsize=4096)
def _sentence_words(text: str) -> tuple[Offsets, ...]:
    """Remembered: a sentence is looked at for every claim that is near it."""
    return tuple(_words(text))


def _words(text: str) -> Iterator[Offsets]:
    return (m.span() for m in _tokens(text) if m["word"] or is_sign(m[0]))


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return _token_pattern(_marks(text)).finditer(text)


def _marks(text: str) -> str:
    """The combining marks that a text has, each once."""
    if text.isascii():
        return ""
    return "".join(sorted(c for c in set(text) if unicodedata.category(c)[0] == "M"))


def is_sign(mark: str) -> bool:
    """Whether one character is as good as a word: %, $, °, &."""
    return mark in "%‰&@°" or unicodedata.category(mark) == "Sc"


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """What makes two words the same word when case and typography are left aside."""
    plain = "".join(map(_folded, word)).casefold()
    return plain.replace(".", "") if not plain[:1].isdigit() and len(plain) > 1 else plain


_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|St|Gen|Col|Lt|Sgt|Sen|Rep|Gov|Jr|Sr|No|vs|etc|Inc|Ltd|Co|Corp"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Za-z])\.$"
)
_STOP = re.compile(rf"[.!?。！？]+[{QUOTES})\]]*(?=\s|$)|[。！？]|\n")


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a sentence or a line ends in `[start, end)`; "Mr. " ends none."""
    return any(not _abbreviates(text, stop) for stop in _STOP.finditer(text, start, end))


def _abbreviates(text: str, stop: re.Match[str]) -> bool:
    return _ABBREVIATED.search(text[max(0, stop.start() - 7) : stop.start() + 1]) is not None


def sentence_around(text: str, start: int, end: int) -> Offsets:
    """The sentence, or sentences, that hold `[start, end)`; at most 2,000 code points wider."""
    first, last = max(0, start - 1000), min(len(text), end + 1000)
    for stop in _STOP.finditer(text, first, start):
        if not _abbreviates(text, stop):
            first = stop.end()
    for stop in _STOP.finditer(text, max(start, end - 2), last):
        if stop.end() >= end and not _abbreviates(text, stop):
            last = stop.end()
            break
    while first < start and text[first].isspace():
        first += 1
    return first, last


def sentences(text: str) -> list[Offsets]:
    """The sentences of a text by its punctuation and lines alone, without white space around."""
    stops = [m.end() for m in _STOP.finditer(text) if not _abbreviates(text, m)]
    found = []
    for start, end in pairwise([0, *stops, len(text)]):
        piece = text[start:end]
        if bare := piece.strip():
            lead = start + len(piece) - len(piece.lstrip())
            found.append((lead, lead + len(bare)))
    return found


_DOUBLE = re.compile(r"[\"“”„«»\n]")
_ENDS = {"„": "“", "»": "«"}  # marks that open in English close what these have opened
_SINGLE = re.compile(r"(?<!\w)['‘`](?=\S)|(?<=\S)['’](?!\w)|\n")


def quoted(text: str) -> list[Offsets]:
    """What stands inside quotation marks, marks left out; in order, without overlaps.

    A paragraph that opens and never closes is speech to its end, as newspapers set long speech.
    """
    double = list(_pairs(text, _DOUBLE, "“„«", "”»", runs_on=True))
    starts = [start for start, _ in double]
    found = list(double)
    for start, end in _pairs(text, _SINGLE, "‘`", "’", runs_on=False):
        before = bisect_right(starts, start) - 1
        inside = before >= 0 and start < double[before][1]
        if not inside and (before + 1 == len(double) or end <= starts[before + 1]):
            found.append((start, end))
    return sorted(found)


def _pairs(
    text: str, marks: re.Pattern[str], opening: str, closing: str, *, runs_on: bool
) -> Iterator[Offsets]:
    opened: int | None = None
    by = ""
    for mark in [*marks.finditer(text), None]:
        if mark is None or mark[0] == "\n":
            end = len(text) if mark is None else mark.start()
            if runs_on and opened is not None and text[opened:end].strip():
                yield opened, end
            opened = None
        elif opened is None or (
            mark[0] != _ENDS.get(by) and (mark[0] in opening or _opens(text, mark, runs_on))
        ):
            opens = mark[0] not in closing or _leads(text, mark)
            opened, by = (mark.end(), mark[0]) if opens else (None, "")
        else:
            if opened < mark.start():
                yield opened, mark.start()
            opened = None


def _leads(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark that closes elsewhere opens here: before a word, and after none."""
    before, after = text[max(0, mark.start() - 1) : mark.start()], text[mark.end() : mark.end() + 1]
    return mark[0] in "”»" and not before.strip() and after.isalnum()


def _opens(text: str, mark: re.Match[str], runs_on: bool) -> bool:
    """Whether a straight single mark stands where only an opening one can: after a space."""
    return not runs_on and text[mark.start() - 1 : mark.start()].isspace()


def whole(text: str, start: int, end: int) -> bool:
    """Whether folded `[start, end)` cuts no word, number or sign in two.

    "motivated" does not hold "vat", "21,000" does not hold "1,000", "-5" not "5", "can't" not
    "can".
    """
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if after and unicodedata.category(after[0])[0] == "M":
        return False
    first, last = text[start], text[end - 1]
    if before and _glued(before[-1], first):
        return False
    if after and _glued(last, after[0]):
        return False
    if first.isdigit() and re.search(r"\d[.,]$|(?<!\w)[-+−]$", before):
        return False
    if last.isdigit() and re.match(r"[.,]\d", after):
        return False
    return not (last in "nN" and after.lower() == "'t")


def _glued(left: str, right: str) -> bool:
    if _IS_UNSPACED.match(left) or _IS_UNSPACED.match(right):
        return False
    return (left.isalnum() or unicodedata.category(left)[0] == "M") and right.isalnum()
