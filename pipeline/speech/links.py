"""One source of a content, as the text has it: its words, its names, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.domain import Parse, Token
from pipeline.speech.cues import REPORTING
from pipeline.speech.grammar import aliases, hearer_of, phrase, subject_of
from pipeline.speech.pronouns import resolve
from pipeline.speech.sources import Likeness, compare_sources

_FIRST_PERSON = frozenset({"i", "we", "us", "me"})


@dataclass(frozen=True, slots=True)
class Link:
    """One source of a content.

    Attributes:
        start, end: The source phrase, code points.
        text: Its words as printed.
        name: What a pronoun stands for, else `text`.
        sure: False where it was carried over from another sentence, a pronoun was resolved, or
            the cue only may be one.
        cue: The lemma that announces it.
        inside: Whether source and cue stand inside the span itself.
        aliases: What else the text calls it in apposition: "a lawyer, Ana Ruiz".
    """

    start: int
    end: int
    text: str
    name: str
    sure: bool
    cue: str
    inside: bool = False
    aliases: tuple[str, ...] = ()


def likeness(claimed: str, link: Link) -> Likeness:
    """Whether a claimed source and a link of the text are one, under any name the link has."""
    answers = [compare_sources(claimed, name) for name in (link.name, *link.aliases)]
    # "the minister, Ana Paz": that the minister may be anybody matters no more
    return "same" if "same" in answers else "different" if "different" in answers else "unknown"


def spoken(parse: Parse, text: str, verb: Token) -> Iterator[Link]:
    """The subject of a cue verb as a source, then, further out, the hearer who passes it on."""
    subject = subject_of(parse, verb)
    # "we hope", inside a quotation: the quotation's speaker is meant, and that is another link
    if subject is None or subject.text.lower() in _FIRST_PERSON:
        return
    link = link_to(parse, text, subject, verb.lemma)
    sure = link.sure and verb.lemma in REPORTING
    yield replace(link, sure=sure)
    # "told the agency": the hearer passes it on, so it stands further out
    if verb.lemma in {"tell", "inform"} and (hearer := hearer_of(parse, verb)):
        yield link_to(parse, text, hearer, verb.lemma)


def link_to(parse: Parse, text: str, head: Token, cue: str, *, bare: bool = False) -> Link:
    """The link that a source's head word stands for, with its pronoun resolved.

    `bare` takes the word alone, where the parser runs it together with its neighbours.
    """
    start, end = (head.start, head.end) if bare else phrase(parse, head)
    printed = text[start:end]
    plain = printed
    first = parse.between(start, start + 1)[0]
    if head.pos == "NOUN" and first.pos != "PROPN" and first.entity in {"", "CARDINAL"}:
        # a large letter at the start of a sentence makes no name
        plain = printed[:1].lower() + printed[1:]
    stands_for = resolve(parse, text, head) if head.pos == "PRON" else None
    sure = head.pos != "PRON"
    return Link(
        start,
        end,
        printed,
        stands_for or plain,
        sure,
        cue,
        aliases=() if bare else aliases(parse, text, head),
    )


def resolved(link: Link) -> bool:
    """Whether a link's name is another than its words: what a pronoun was taken to stand for."""
    return link.name.lower() != link.text.lower()
