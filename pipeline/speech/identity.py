"""Is the source that the text shows the one a claim names? Asked with the whole article in view.

Words alone tell little: whether "Clinton" is Ana or Eva, or whether the council may be the person
named, shows only in how the article uses the names. A person is nobody's poll, court or crowd of
residents. A body may speak through whoever the article names beside it, and a lone "official" or
"minister" may be anybody: these stay open.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from pipeline.domain import Parse, Token
from pipeline.speech.given_names import Gender, bearers, gender_of_given, genders
from pipeline.speech.links import Link, likeness
from pipeline.speech.sources import Likeness, is_body, knows_name, read_source
from pipeline.wording.places import kin

Kind = Literal["person", "body", "place", "thing", "several", ""]

_BODY_LABELS = frozenset({"ORG", "GPE", "NORP", "FAC", "WORK_OF_ART", "LAW"})
# what people write, count or set up: it states things, and is nobody
_THINGS = frozenset(
    """ad advert advertisement affidavit analysis app article bill biography blog book broadcast
    bulletin bylaw chart clause code column comment commentary complaint constitution contract
    count data database decision deal directive documentary dossier draft edition editorial
    email entry estimate evidence experiment figure file filing film finding footage form
    graphic guideline headline index indictment information inquiry interview investigation
    invoice journal label law lawsuit leak ledger legislation letter list log magazine manifesto
    manual map measure memo message model motion news newspaper notice number order page paper
    petition photo picture plan platform podcast policy poll post poster probe programme program
    project promise proposal provision rating reading record recording regulation release
    research resolution result review rule ruling sample screenshot script series site slide
    software speech statistic story study summary survey table tally tape test text timeline
    transcript treaty tweet verdict video website""".split()
)
_BODIES = frozenset(
    """affiliate alliance appeals arm assembly bench bloc body brand broadcaster bureau business
    charity chamber church circuit club coalition college company conference congress consortium
    consulate corporation embassy faculty firm forum foundation fund hospital institute
    institution jury league legislature lobby ministry mission museum network operator
    organisation organization outlet panel practice regime regulator retailer school secretariat
    senate service squad staff tank team think-tank tribunal university watchdog""".split()
)
_SOME = frozenset("some many others most few both several each all those".split())
_ABSTRACT = re.compile(r"(?:[ts]ion|ment|ness|ity|ance|ence|ship|ism|ing|sis|ure|cy)$")
_AGENT = re.compile(r"(?:er|or|ist|ian|man|men|woman|women|ee|ant|ess)$")
_PRONOUNS: Mapping[str, Gender] = {"he": "m", "she": "f"}
_BESIDE = 8
_LOOK_BACK = 10


def alike(parse: Parse, text: str, claimed: str, link: Link) -> Likeness:
    """Whether a claimed source is the one of a link, judged by the words and by the article."""
    words = likeness(claimed, link)
    if words == "same":
        return "unknown" if _is_namesake(parse, text, claimed, link) else "same"
    if _is_printed_there(parse, text, claimed, link):
        return "same"
    if words == "different":
        return "different"
    ours, theirs = kind_of(parse, claimed), _kind_of_link(parse, text, link)
    if ours == "person" and theirs in {"body", "thing", "several"}:
        return "unknown" if _mentions(claimed, link, text) else "different"
    if ours == "body" and theirs == "person":
        return "unknown" if _speaks_for(parse, claimed, link) else "different"
    if ours in {"body", "place"} and theirs in {"body", "thing"}:
        return "different" if _are_apart(claimed, link) else "unknown"
    return "unknown"


def excludes(parse: Parse, text: str, claimed: str, link: Link) -> bool:
    """Whether a pronoun cannot be the claimed source, whoever else it may be.

    "She" is no body and no man, and nobody who was not named in the sentences before.
    """
    if link.text.lower() not in _PRONOUNS:
        return False
    kind = kind_of(parse, claimed)
    if kind in {"body", "place"}:
        return True
    if kind != "person":
        return False
    words = claimed.lower().split()
    told = gender_of_given(words[0]) if len(words) > 1 else genders(text).get(words[0])
    if told and told != _PRONOUNS[link.text.lower()]:
        return True
    here = parse.sentence_at(link.start) or 0
    said = text[parse.sentences[max(here - _LOOK_BACK, 0)][0] : link.start].lower()
    return not any(name in said for name in read_source(claimed).own)


def may_speak(noun: Token) -> bool:
    """Whether a noun names or describes one who can be cited, rather than a matter: "the war"."""
    lemma = noun.lemma.lower()
    if noun.pos == "PROPN" or read_source(noun.text.lower()).anonymous or is_body(noun.text):
        return True
    return lemma in _THINGS | _BODIES or _AGENT.search(lemma) is not None


def kind_of(parse: Parse, name: str) -> Kind:
    """What the article takes a name for: a person, or a body; "" where that is open."""
    large = [w for w in re.findall(r"[^\W_][^\s,]*", name) if w[0].isupper()]
    if not large or read_source(name).anonymous:
        return ""
    labels = [parse.label_of(re.sub(r"['’]s?$", "", w)) for w in large]
    if labels[-1] == "PERSON" or any(gender_of_given(w) for w in large[:-1]):
        return "person"
    if len(large) > 1 and any(is_body(w) or w.lower() in _BODIES for w in large):
        return "body"
    if "PERSON" in labels:
        return "person"
    if all(kin(w.lower().replace(".", "")) for w in large):
        return "place"
    return "body" if labels[-1] in _BODY_LABELS else ""


def _kind_of_link(parse: Parse, text: str, link: Link) -> Kind:
    head = _head(parse, *link.named)
    if head is None or head.text.lower() in _SOME:
        return "several" if head else ""
    if head.pos not in {"PROPN", "NOUN"}:
        return ""
    lemma = head.lemma.lower()
    if lemma in _THINGS or head.text.lower() in _THINGS:
        return "thing"
    if is_body(head.text) or lemma in _BODIES:
        return "body"
    # "officials", "voters", "Kenyans"
    plural = head.text.lower() != lemma or head.entity == "NORP"
    if plural and head.text.lower().endswith("s") and not _ABSTRACT.search(lemma):
        return "several"
    return kind_of(parse, text[slice(*link.named)]) if head.pos == "PROPN" else ""


def _mentions(claimed: str, link: Link, text: str) -> bool:
    """Whether the source's own words name the claimed one: "the mayor's office", "Ruiz's plan"."""
    names = read_source(claimed).own
    printed = " ".join((text[slice(*link.named)], link.name, *link.aliases))
    return not names.isdisjoint(read_source(printed).names)


def _speaks_for(parse: Parse, body: str, link: Link) -> bool:
    """Whether the article sets a body right beside a person: "Ana Ruiz of the council"."""
    ours, theirs = read_source(body).names, read_source(link.name).own
    if not ours or not theirs:
        return True
    return any(
        not ours.isdisjoint(w.text.lower().replace(".", "") for w in _around(parse, token))
        for token in parse.tokens
        if token.text.lower() in theirs
    )


def _around(parse: Parse, token: Token) -> Iterator[Token]:
    """The words beside a name, up to the next verb on either side."""
    for step in (-1, 1):
        for i in range(1, _BESIDE + 1):
            at = token.index + step * i
            if not 0 <= at < len(parse.tokens) or parse.tokens[at].pos in {"VERB", "AUX"}:
                break
            yield parse.tokens[at]


def _are_apart(claimed: str, link: Link) -> bool:
    """Whether two bodies both carry names, and neither name could be short for the other."""
    ours, theirs = read_source(claimed).names, read_source(link.name).names
    if not ours or not theirs or any(knows_name(name, theirs) for name in ours):
        return False
    short = (_initials(claimed), _initials(link.name))
    return not any(s in names for s, names in zip(short, (theirs, ours), strict=True))


def _initials(name: str) -> str:
    return "".join(w[0] for w in name.split() if w[0].isupper()).lower()


def _is_printed_there(parse: Parse, text: str, claimed: str, link: Link) -> bool:
    """Whether the claim names the source with the article's own words at that very place."""
    head = _head(parse, *link.named)
    at = text.find(claimed, max(link.named[0] - len(claimed), 0))
    if head is None or not claimed.strip() or at < 0 or at > head.start:
        return False
    return _head(parse, at, at + len(claimed)) == head


def _is_namesake(parse: Parse, text: str, claimed: str, link: Link) -> bool:
    """Whether a bare surname means, in this article, rather another bearer of it.

    Of several people of one surname a news report gives it to the one it names most.
    """
    words, printed = claimed.split(), link.name.removesuffix("’s").removesuffix("'s").split()
    if len(words) < 2 or not printed or printed[-1] != words[-1] or words[0] in printed:
        return False
    if not (gender_of_given(words[0]) or parse.label_of(words[0]) == "PERSON"):
        return False
    if any(gender_of_given(w) for w in printed[:-1]):
        return True
    ours = len(re.findall(rf"\b{re.escape(words[0])}\b", text))
    others = (
        n
        for name, n in bearers(text).get(words[-1].lower(), {}).items()
        if name != words[0].lower()
    )
    return max(others, default=0) > ours


def _head(parse: Parse, start: int, end: int) -> Token | None:
    tokens = parse.between(start, end) if start < end else ()
    inside = {t.index for t in tokens}
    return next((t for t in tokens if t.head not in inside or t.head == t.index), None)
