"""One source of a content, as the text has it: its words, its names, and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.domain import Parse, Token
from pipeline.speech.given_names import gender_of_given, genders
from pipeline.speech.grammar import aliases, hearer_of, phrase, subject_of, subtree
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
        named: Where `name` stands, code points: for a pronoun, where its name stood before.
        alone: Whether a pronoun can stand for nobody else whom the text names just before.
    """

    start: int
    end: int
    text: str
    name: str
    sure: bool
    cue: str
    inside: bool = False
    aliases: tuple[str, ...] = ()
    named: tuple[int, int] = (0, 0)
    alone: bool = False


def likeness(claimed: str, link: Link) -> Likeness:
    """Whether a claimed source and a link of the text are one, under any name the link has."""
    answers = [compare_sources(claimed, name) for name in (link.name, *link.aliases)]
    # "the minister, Ana Paz": that the minister may be anybody matters no more
    return "same" if "same" in answers else "different" if "different" in answers else "unknown"


def spoken(parse: Parse, text: str, verb: Token) -> Iterator[Link]:
    """The subject of a cue verb as a source, then, further out, the hearer who passes it on."""
    subject = subject_of(parse, verb)
    # "we hope", inside a quotation: the quotation's speaker is meant, and that is another link
    if subject is None or subject.text.lower() in _FIRST_PERSON or not subject.text[0].isalnum():
        return
    link = link_to(parse, text, subject, verb.lemma)
    if link.start < verb.start < link.end and not resolved(link):
        link = _cut(text, link, subject.end)
    # "blamed them for refusing": who refuses is open
    sure = link.sure and verb.dep != "pcomp"
    yield replace(link, sure=sure)
    # "told the agency": the hearer passes it on, so it stands further out
    hearer = hearer_of(parse, verb) if verb.lemma in {"tell", "inform"} else None
    if hearer and not is_person(parse, text, hearer):
        yield link_to(parse, text, hearer, verb.lemma)


def _cut(text: str, link: Link, end: int) -> Link:
    """A source without those who are joined to it only behind its own clause.

    "Ruiz, who signed the bill, and his wife": Ruiz alone signed it.
    """
    words = text[link.start : end]
    return replace(link, end=end, text=words, name=words, named=(link.start, end), aliases=())


def is_person(parse: Parse, text: str, name: Token) -> bool:
    """Whether the text shows a given name or a title of a name: "presenter Lena Fischer"."""
    below = (parse.tokens[i] for i in parse.children[name.index])
    given = any(t.dep == "compound" and gender_of_given(t.text) for t in below)
    return given or name.text.lower() in genders(text)


def named_by(parse: Parse, text: str, preposition: Token) -> Iterator[Link]:
    """Whoever a preposition names: X in "according to X"."""
    queue = list(parse.children[preposition.index])
    while queue:
        token = parse.tokens[queue.pop(0)]
        if token.dep == "pobj":
            yield link_to(parse, text, token, preposition.text.lower())
            return
        queue.extend(parse.children[token.index])


def link_to(parse: Parse, text: str, head: Token, cue: str, *, bare: bool = False) -> Link:
    """The link that a source's head word stands for, with its pronoun resolved.

    `bare` takes the word alone, where the parser runs it together with its neighbours.
    """
    start, end = (head.start, head.end) if bare else phrase(parse, head)
    printed = text[start:end]
    plain = printed
    first = parse.between(start, start + 1)[0]
    if (
        head.pos == "NOUN"
        and first.pos != "PROPN"
        and not first.text[1:].isupper()
        and first.entity in {"", "CARDINAL"}
        and parse.label_of(first.text) in {"", "CARDINAL"}
    ):
        # a large letter at the start of a sentence makes no name
        plain = printed[:1].lower() + printed[1:]
    found = resolve(parse, text, head) if head.pos == "PRON" else None
    named = phrase(parse, found.token) if found else (start, end)
    return Link(
        start,
        end,
        printed,
        text[slice(*named)] if found else plain,
        head.pos != "PRON",
        cue,
        aliases=() if bare else aliases(parse, text, found.token if found else head),
        named=named,
        alone=bool(found and found.certain),
    )


def resolved(link: Link) -> bool:
    """Whether a link's name is another than its words: what a pronoun was taken to stand for."""
    return link.name.lower() != link.text.lower()


def said_by(parse: Parse, link: Link) -> tuple[int, int]:
    """The clause that a source utters, code points: what is spoken of there is its content."""
    for token in parse.between(link.start, link.end):
        verb = parse.tokens[token.head]
        if token.dep == "nsubj" and verb.lemma == link.cue:
            clause = next(
                (
                    parse.tokens[i]
                    for i in parse.children[verb.index]
                    if parse.tokens[i].dep == "ccomp"
                ),
                None,
            )
            return subtree(parse, clause) if clause else (0, 0)
    return 0, 0
