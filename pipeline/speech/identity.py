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
from pipeline.speech.kinds import head_of, is_human, kind_of, kind_of_link
from pipeline.speech.links import Link, likeness
from pipeline.speech.referents import Referent, referent, referent_of
from pipeline.speech.sources import Likeness, knows_name, names_person, read_source
from pipeline.wording.places import kin

# `unlike`: the article calls them by other words, which may yet mean one and the same
Identity = Literal["same", "different", "unlike", "unknown"]

_OFFICES = frozenset(
    """ambassador chancellor chief commander delegate diplomat emir envoy general governor head king
    leader mayor minister negotiator official premier president prince queen representative
    secretary senator spokesman spokesperson spokeswoman sultan""".split()
)
_PRONOUNS: Mapping[str, Gender] = {"he": "m", "she": "f"}
_BESIDE = 8
_SOON = 4  # sentences within which somebody who is described first is given a name
_NEW = frozenset("a an another one".split())
_SMALL = frozenset("the of for and on in at to a an".split())
# who is asked, or looks on, and speaks for no body
_OUTSIDERS = frozenset(
    """analyst attendee aunt backer believer both boyfriend brother bystander couple cousin critic
    daughter detractor each expert family fan father few foe friend girlfriend husband insider
    listener many most mother neighbor neighbour observer one onlooker opponent other others
    parent passenger passer-by patient people percent protester reader relative resident
    respondent rival sceptic sister skeptic some son source supporter survivor taxpayer uncle
    user victim viewer visitor voter widow wife witness""".split()
)
_LOOK_BACK = 4  # sentences before a pronoun in which the one it stands for is named
_AROUND = 1  # sentences beside a narrated deed in which whoever tells of it is named


def identity(parse: Parse, text: str, claimed: str, link: Link) -> Identity:
    """What `alike` tells, and where that is open, whether the article has other words for them."""
    found = alike(parse, text, claimed, link)
    if found != "unknown" or _mentions(claimed, link, text):
        return found
    one, other = referent(parse, text, claimed), referent_of(parse, text, link)
    if one is None or other is None or one.nouns & other.nouns:
        return "unknown"
    earlier, later = sorted((one, other), key=lambda r: r.first)
    described = not read_source(claimed).own
    if described and later.new and earlier.first < later.first and one.body == other.body:
        # "the matron ... a porter": somebody else
        return "different"
    return "unlike" if _are_told_apart(one, other) else "unknown"


def _are_told_apart(one: Referent, other: Referent) -> bool:
    """Whether the article has other words for each of two, or one is a group and one a person."""
    if (one.several and other.person) or (one.person and other.several):
        return True
    # two bodies may be one under two names: "the news agency"
    return bool(one.nouns and other.nouns) and not (one.body and other.body)


def alike(parse: Parse, text: str, claimed: str, link: Link) -> Likeness:
    """Whether a claimed source is the one of a link, judged by the words and by the article."""
    words = likeness(claimed, link)
    if words == "same":
        return "unknown" if _is_namesake(parse, text, claimed, link) else "same"
    if _is_printed_there(parse, text, claimed, link):
        return "same"
    ours, theirs = kind_of(parse, text, claimed), kind_of_link(parse, text, link)
    if words == "different":
        # "executives said": a body may speak through them
        within = ours == "body" and theirs in {"one", "several"} and not _is_outsider(parse, link)
        return "unknown" if within else "different"
    if ours == "person" and theirs in {"body", "thing", "several"}:
        # a lone name is often taken for a person: "Reuters"
        lone = (
            theirs == "body" and len(claimed.split()) < 2 and claimed.lower() not in genders(text)
        )
        return "unknown" if lone or _mentions(claimed, link, text) else "different"
    if ours == "person" and theirs == "one":
        return "different" if _is_newcomer(parse, text, claimed, link) else "unknown"
    if ours in {"body", "place"} and theirs == "person":
        return "unknown" if _speaks_for(parse, claimed, link.name) else "different"
    if ours == "person" and theirs == "place":
        return "unknown" if _speaks_for(parse, link.name, claimed) else "different"
    if ours in {"body", "place"} and theirs in {"one", "several"}:
        foreign = _is_outsider(parse, link) and not _mentions(claimed, link, text)
        return "different" if foreign else "unknown"
    if ours in {"body", "place"} and theirs in {"body", "thing"}:
        return "different" if _are_apart(claimed, link) else "unknown"
    return "unknown"


def _is_newcomer(parse: Parse, text: str, claimed: str, link: Link) -> bool:
    """Whether a described person is brought up as somebody new: "a neighbour", "another aide".

    Then it is nobody named before (the novelty of indefinites, Heim 1982), nor whoever is named
    only much later; a headline names people before the article introduces them.
    """
    opening = text[slice(*link.named)].split()
    if _mentions(claimed, link, text) or not opening or opening[0].lower() not in _NEW:
        return False
    here = parse.sentence_at(link.named[0]) or 0
    names = frozenset(n for n in read_source(claimed).own if names_person(n))
    named = {
        parse.sentence_at(t.start) or 0
        for t in parse.tokens
        if t.text[:1].isupper() and t.text.lower() in names
    }
    before = {i for i in named if 0 < i < here}
    soon = any(here <= i <= here + _SOON for i in named)
    return bool(before) or not soon or _has_another_role(parse, text, claimed, link)


def _has_another_role(parse: Parse, text: str, claimed: str, link: Link) -> bool:
    """Whether whoever is named after "a soldier" is told to be something else: "mayor Ana Ruiz"."""
    ours, theirs = referent(parse, text, claimed), referent_of(parse, text, link)
    if ours is None or theirs is None or ours.nouns & theirs.nouns:
        return False
    # "Ana Ruiz at her farm": no role
    return any(map(is_human, ours.nouns)) and any(map(is_human, theirs.nouns))


def _is_outsider(parse: Parse, link: Link) -> bool:
    """Whether people are described that speak for no body: sources, voters, critics."""
    head = head_of(parse, *link.named)
    return head is not None and (
        head.lemma.lower() in _OUTSIDERS or head.text.lower() in _OUTSIDERS or head.entity == "NORP"
    )


def excludes(parse: Parse, text: str, claimed: str, link: Link) -> bool:
    """Whether an uncertain link cannot be the claimed source, whoever else it may be.

    "She" is no body and no man. And nobody says it who is not named anywhere near.
    """
    kind = kind_of(parse, text, claimed)
    gender = _PRONOUNS.get(link.text.lower())
    if gender and kind in {"body", "place"}:
        return True
    if kind != "person" and (gender or kind != "body"):
        return False
    words = claimed.lower().split()
    told = gender_of_given(words[0]) if len(words) > 1 else genders(text).get(words[0])
    if gender and told and told != gender:
        return True
    return not _is_named_near(parse, text, claimed, link)


def _is_named_near(parse: Parse, text: str, claimed: str, link: Link) -> bool:
    """Whether the article names the claimed source in the sentences around a link."""
    here = parse.sentence_at(link.start) or 0
    back, end = _LOOK_BACK, link.start
    if link.text.lower() not in _PRONOUNS:
        back, end = _AROUND, parse.sentences[min(here + _AROUND, len(parse.sentences) - 1)][1]
    start = parse.sentences[max(here - back, 0)][0]
    return any(name in text[start:end].lower() for name in read_source(claimed).own)


def _mentions(claimed: str, link: Link, text: str) -> bool:
    """Whether the source's own words name the claimed one: "the mayor's office", "Ruiz's plan"."""
    names = read_source(claimed).own
    printed = " ".join((text[slice(*link.named)], link.name, *link.aliases))
    return not names.isdisjoint(read_source(printed).names)


def _speaks_for(parse: Parse, body: str, person: str) -> bool:
    """Whether the article sets a body right beside a person: "Ana Ruiz of the council".

    For a country whoever holds an office may speak.
    """
    ours, theirs = _words(body), read_source(person).own
    if not ours or not theirs:
        return True
    short = _initials(body)
    country = all(kin(x) for x in ours)
    for token in parse.tokens:
        if token.text.lower() in theirs:
            around = {key for w in _around(parse, token) for key in _words(w.text)}
            if country and not around.isdisjoint(_OFFICES):
                return True
            shared = sum(any(_kin(x, y) for y in around) for x in ours)
            if 2 * shared >= len(ours) or (len(short) > 1 and short in around):
                return True
    return False


def _words(name: str) -> frozenset[str]:
    """The words of a name that tell it from others."""
    found = (w.lower().replace(".", "") for w in re.findall(r"[^\W\d_](?:[\w.-]*\w)?", name))
    return frozenset(w for w in found if w not in _SMALL)


def _kin(x: str, y: str) -> bool:
    return x == y or y in kin(x)


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
    head = head_of(parse, *link.named)
    if claimed[:1].isupper() and text.startswith(f", {claimed},", link.named[1]):
        # "a lawyer for the club, Ana Ruiz, said", whatever the parser made of the name
        return True
    at = text.find(claimed, max(link.named[0] - len(claimed), 0))
    if head is None or not claimed.strip() or at < 0 or at > head.start:
        return False
    return head_of(parse, at, at + len(claimed)) == head


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
