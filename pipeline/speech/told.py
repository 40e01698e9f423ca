"""Who says it by the claim's own sentence, and where the article has what they say.

A claim without citations attributes all the same: "three aides say the mayor will resign",
"according to the Post, ...", "Lavrov: '...'". Its sentence is read as the article's are. Words it
quotes have one exact place; a paraphrase is looked for in the sentences nearest to it, and a
comparison made there is a hint, never a proof.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.domain import Evidence, Finding, Outcome, Parse, Span
from pipeline.speech.attribution import links
from pipeline.speech.cues import REPORTING
from pipeline.speech.grammar import subtree
from pipeline.speech.links import resolved
from pipeline.speech.referents import referent
from pipeline.speech.sources import read_source
from pipeline.speech.stances import STANCE_VERBS
from pipeline.text import Offsets, key, quoted, words
from pipeline.wording.haystack import haystack

_PIECE = 3  # words of a quotation that have a place of their own
_SMALL = 3  # letters of a word that tells nothing
_STEM = 5
_NEAR = 0.5  # of the content's telling words: the article speaks of this there
_DEEP = 4
_ORDER: dict[Outcome, int] = {"fail": 0, "warn": 1, "unknown": 2, "pass": 3}
_HEARD = frozenset({"tell", "inform"})
_CLAUSES = frozenset({"ccomp", "dobj", "oprd"})


@dataclass(frozen=True, slots=True)
class Implied:
    """One attribution that a claim's own sentence makes.

    Attributes:
        chain: Who told whom by the claim, outermost first; empty where it names nobody.
        span: Where the article has what is said.
        most: The most that a difference there can mean. Words in quotation marks have a certain
            place, those of a paraphrase a likely one; and where the article does not know the
            speaker under that name ("the Frenchman") it means nothing.
    """

    chain: tuple[str, ...]
    span: Span
    most: Outcome


def implied(evidence: Evidence) -> tuple[Implied, ...]:
    """The attributions of a claim without citations, of each of its sentences at most two."""
    if evidence.claim.citations or not evidence.told.tokens:
        return ()
    said = evidence.claim.words
    marked = [at for at in quoted(said) if len(words(said[slice(*at)])) >= _PIECE]
    found = []
    for sentence in evidence.told.sentences:
        pieces = [at for at in marked if sentence[0] <= at[0] < sentence[1]]
        exact = [x for at in pieces if (x := _quoted(evidence, said, at))]
        found += exact[:2] or ([] if pieces else [*_paraphrased(evidence, said, sentence)])
    return tuple(found)


def softened(finding: Finding, said: Implied) -> Finding:
    """What a check may say at most where the place, or who is meant, is not certain."""
    if _ORDER[finding.outcome] >= _ORDER[said.most]:
        return finding
    return replace(
        finding, outcome=said.most, reason=finding.reason if said.most == "warn" else None
    )


def _quoted(evidence: Evidence, said: str, at: Offsets) -> Implied | None:
    article = evidence.article
    hay = haystack(article.text, tuple((n.start, n.end) for n in article.noise))
    places = hay.places(said[slice(*at)].strip(" .,"))
    if not places:
        return None
    chain = _names(evidence, at, held=True)
    most: Outcome = "fail" if len(places) == 1 else "warn"
    return Implied(chain, article.span(*places[0]), _most(evidence, chain, most))


def _most(evidence: Evidence, chain: tuple[str, ...], most: Outcome) -> Outcome:
    if not chain or read_source(chain[-1]).anonymous or (read_source(chain[-1]).count or 0) > 1:
        return most
    found = referent(evidence.parse, evidence.article.text, chain[-1])
    if found is not None and found.person and read_source(chain[-1]).own:
        return most
    # a description that the article has, too, beside words that stand there just so
    return "warn" if found is not None and most == "fail" else "unknown"


def _paraphrased(evidence: Evidence, said: str, sentence: Offsets) -> Iterator[Implied]:
    at = content(evidence.told, sentence)
    wanted = telling(said[slice(*at)])
    best = max(
        ((share(wanted, p.exact), -n, p) for n, p in enumerate(evidence.passages)),
        key=lambda x: x[:2],
        default=None,
    )
    if best is None or best[0] < _NEAR:
        return
    chain = _names(evidence, at, held=False)
    inner = content(evidence.parse, (best[2].start, best[2].end))
    there = evidence.article.span(*inner) if inner[0] < inner[1] else best[2]
    span = there if share(wanted, there.exact) >= best[0] * 0.8 else best[2]
    yield Implied(chain, span, _most(evidence, chain, "warn"))


def _names(evidence: Evidence, at: Offsets, *, held: bool) -> tuple[str, ...]:
    """The sources by name; "he", of whom the claim says no more, is nobody to compare.

    Who only takes a stance ("wants", "rejects") utters no words, unless they are quoted.
    """
    chain = links(evidence.told, evidence.claim.words, *at)
    return tuple(
        # a large letter that begins a sentence is a name's where the article has it inside one
        x.text if not resolved(x) and _is_name(x.text, evidence.article.text) else x.name
        for x in chain
        if (held or x.cue not in STANCE_VERBS) and (resolved(x) or x.sure)
    )


def _is_name(phrase: str, text: str) -> bool:
    first = re.escape(phrase.split(maxsplit=1)[0])
    return phrase[:1].isupper() and re.search(rf"[a-z,] {first}\b", text) is not None


def content(parse: Parse, sentence: Offsets) -> Offsets:
    """The words of a sentence that its verbs of saying introduce; all of it where none does."""
    inside = parse.between(*sentence)
    node = next((t for t in inside if t.head == t.index), None)
    at = sentence
    for _ in range(_DEEP):
        if node is None or node.lemma not in REPORTING - STANCE_VERBS:
            break
        # "told the press": a hearer is no content
        wanted = _CLAUSES - {"dobj"} if node.lemma in _HEARD else _CLAUSES
        below = [parse.tokens[i] for i in parse.children[node.index] if i != node.index]
        fitting = [t for t in below if t.dep in wanted]
        node = next((t for t in fitting if t.dep == "ccomp"), next(iter(fitting), None))
        at = subtree(parse, node) if node else at
    return at


def telling(text: str) -> frozenset[str]:
    """The longer words and figures of some words, by their stems."""
    found = [text[start:end] for start, end in words(text)]
    return frozenset(key(w)[:_STEM] for w in found if len(w) > _SMALL or w[0].isdigit())


def share(wanted: frozenset[str], text: str) -> float:
    """The share of some telling words that a text has."""
    return len(wanted & telling(text)) / len(wanted) if wanted else 0.0
