"""What a source phrase stands for: a person, a body, a country, a thing, or several people.

Read off the words, and off what the article takes a name for. The tables hold common English of
any subject. It cannot tell what a noun means that is in no table, unless it has the ending of one
who does something ("baker").
"""

import re
from typing import Literal

from pipeline.domain import Parse, Token
from pipeline.speech.given_names import gender_of_given, genders
from pipeline.speech.links import Link
from pipeline.speech.sources import is_body, read_source
from pipeline.wording.places import kin

# `one`: a single human being who is described, not named: "a neighbour"
Kind = Literal["person", "one", "body", "place", "thing", "several", ""]

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
_SOME = frozenset("one some many others most few both several each all those".split())
_ABSTRACT = re.compile(r"(?:[ts]ion|ment|ness|ity|ance|ence|ship|ism|ing|sis|ure|cy)$")
_AGENT = re.compile(r"(?:er|or|ist|ian|man|men|woman|women|ee|ant|ess)$")
_GROUPS = frozenset(
    """audience couple crew crowd duo family generation majority minority pair percent public
    rest staff team trio youth half third quarter""".split()
)
# people whose noun has no ending of one who does something
_HUMANS = frozenset(
    """academic admiral adult adversary agent aide ally ambassador apprentice archbishop athlete
    attorney aunt baby bishop boss boy bride bureaucrat bystander candidate captain captive
    cardinal ceo champion chancellor chap chef chief child clerk client coach colleague colonel
    comic commander companion correspondent counsel counterpart cousin critic dad daughter dean
    delegate democrat deputy diplomat dissident elder emir entrepreneur executive expert fan
    father fellow foe friend general gentleman girl governor graduate grandfather grandmother
    guard guest guide guru guy head heir hero host husband imam incumbent individual inmate
    insider journalist judge justice kid king knight lady lawmaker lieutenant lord major marine
    marshal mate mayor medic monarch monk mother mp native neighbor neighbour nephew niece
    nominee nun nurse official opponent parent partner passer-by patient peer person persona
    pilot poet premier president priest prime prince princess principal professional professor
    queen rabbi rebel recruit refugee relative representative republican resident respondent
    rival scholar secretary sergeant sheikh sheriff sister son source specialist spouse star
    student sultan superintendent suspect teen teenager thief tsar twin uncle vet veteran victim
    widow wife witness youngster""".split()
)


def may_speak(noun: Token) -> bool:
    """Whether a noun names or describes one who can be cited, rather than a matter: "the war"."""
    lemma = noun.lemma.lower()
    if noun.pos == "PROPN" or read_source(noun.text.lower()).anonymous or is_body(noun.text):
        return True
    if noun.entity in {"PERSON", "ORG"} or noun.text.lower() in _SOME:
        return True
    return lemma in _THINGS | _BODIES | _GROUPS or is_human(lemma)


def kind_of(parse: Parse, text: str, name: str) -> Kind:
    """What the article takes a name for: a person, or a body; "" where that is open."""
    large = [w for w in re.findall(r"[^\W_][^\s,]*", name) if w[0].isupper()]
    if not large or read_source(name).anonymous:
        return ""
    large = [re.sub(r"['’]s?$", "", w) for w in large]
    labels = [parse.label_of(w) for w in large]
    if labels[-1] == "PERSON" or any(gender_of_given(w) for w in large[:-1]):
        return "person"
    if len(large) > 1 and any(is_body(w) or w.lower() in _BODIES for w in large):
        return "body"
    if "PERSON" in labels or large[-1].lower() in genders(text):
        return "person"
    if all(kin(w.lower().replace(".", "")) for w in large):
        return "place"
    return "body" if labels[-1] in _BODY_LABELS else ""


def kind_of_link(parse: Parse, text: str, link: Link) -> Kind:
    """What a source of the article is, by the last word of its phrase."""
    head = head_of(parse, *link.named)
    if head is None or head.text.lower() in _SOME:
        return "several" if head else ""
    if head.pos == "PROPN":
        return _kind_of_noun(head) or kind_of(parse, text, text[slice(*link.named)])
    if head.pos != "NOUN":
        return ""
    lemma = head.lemma.lower()
    return _kind_of_noun(head) or ("one" if is_human(lemma) else "")


def _kind_of_noun(head: Token) -> Kind:
    lemma = head.lemma.lower()
    if lemma in _THINGS or head.text.lower() in _THINGS:
        return "thing"
    if is_body(head.text) or lemma in _BODIES:
        return "body"
    # "officials", "voters", "Kenyans"
    plural = head.text.lower() != lemma or head.entity == "NORP"
    if lemma in _GROUPS or (
        plural and head.text.lower().endswith("s") and not _ABSTRACT.search(lemma)
    ):
        return "several"
    return ""


def is_human(lemma: str) -> bool:
    """Whether a noun, small, means a human being by what they do or are."""
    return lemma in _HUMANS or _AGENT.search(lemma) is not None


def head_of(parse: Parse, start: int, end: int) -> Token | None:
    """The word of a stretch that governs its others."""
    tokens = parse.between(start, end) if start < end else ()
    inside = {t.index for t in tokens}
    return next((t for t in tokens if t.head not in inside or t.head == t.index), None)
