"""Values <-> the JSON and the packed bytes that a ledger holds."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from itertools import count
from sys import intern
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

from pipeline.domain import Article, Json, Parse, Reply, Result, Token
from pipeline.store.sharing import shared

_RESULT = TypeAdapter(Result)
_REPLY = TypeAdapter(Reply)
_Columns: TypeAlias = tuple[
    list[tuple[int, int]],
    list[int],
    list[int],
    list[str],
    list[str],
    list[str],
    list[int],
    list[str],
    dict[str, str],
]
_NOBODY = Article("", "", "")


def fingerprint(article: Article, basis: Mapping[str, Json]) -> str:
    """sha256, in hexadecimal, of all that the result of an article rests on.

    That is the article as it was read (text, id, noise, language and the rest) and the basis: how
    it is asked and judged, and by which program.
    """
    about = {**asdict(article), "text": None, "sha256": article.sha256}  # the text by its sha256
    return digest([about, dict(basis)])


def digest(value: object) -> str:
    """sha256, in hexadecimal, of the canonical JSON of a value."""
    return hashlib.sha256(to_json(value).encode()).hexdigest()


def to_json(value: object) -> str:
    """One line of ASCII: no database refuses a character of it."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def result_to_json(result: Result) -> str:
    """A result without its article."""
    bare = replace(result, article=_NOBODY)
    return to_json(_RESULT.dump_python(bare, mode="json"))


def result_from_json(text: str, article: Article) -> Result:
    """The very result that was stored."""
    try:
        found = _RESULT.validate_json(text)
    except ValidationError:  # of what a model wrote, half a character is read by json alone
        found = _RESULT.validate_python(json.loads(text))
    return shared(replace(found, article=article))


def reply_to_json(reply: Reply) -> str:
    """A reply with all that came with it."""
    return to_json(_REPLY.dump_python(reply, mode="json"))


def reply_from_json(text: str) -> Reply:
    """The very reply that was stored."""
    return _REPLY.validate_python(json.loads(text))


def pack(*parsed: tuple[str, Parse]) -> bytes:
    """The grammar of texts, without the words that stand in the texts."""
    return zlib.compress(to_json([_columns(*one) for one in parsed]).encode(), 1)


def unpack(packed: bytes, *texts: str) -> tuple[Parse, ...]:
    """The grammar of texts, as it was packed."""
    found = json.loads(zlib.decompress(packed))
    return tuple(_parse(columns, text) for columns, text in zip(found, texts, strict=True))


def _columns(text: str, parse: Parse) -> list[Json]:
    """By columns, which are read in a third of the time of rows."""
    told = parse.tokens
    return [
        [list(one) for one in parse.sentences],
        [t.start for t in told],
        [t.end for t in told],
        [t.lemma for t in told],
        [t.pos for t in told],
        [t.dep for t in told],
        [t.head for t in told],
        [t.entity for t in told],
        {str(t.index): t.text for t in told if text[t.start : t.end] != t.text},
    ]


def _parse(found: _Columns, text: str) -> Parse:
    sentences, starts, ends, lemmas, pos, deps, heads, entities, others = found
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    for at, word in others.items():
        words[int(at)] = word
    # the same words and labels stand in every text: once in memory
    strings = (map(intern, one) for one in (words, lemmas, pos, deps, entities))
    texts, stems, kinds, links, names = strings
    rows = zip(count(), starts, ends, texts, stems, kinds, links, heads, names)
    return Parse(tuple((start, end) for start, end in sentences), tuple(map(Token._make, rows)))
