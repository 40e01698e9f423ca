"""The sources that an article prints above the words of a claim, and what each of them is.

Reads the chain off the grammar (`speech`), with tags that hold for a whole sentence, and tells
people who are described from somebody who is named, a newsroom from a paper, and who said so from
who is only said to want it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.across.groups import names_paper
from pipeline.domain import Article, CheckedClaim, Evidence, Parse, Span, Token
from pipeline.speech.attribution import links, reported_in
from pipeline.speech.cues import BY_SOURCE, LINKING, REPORTING
from pipeline.speech.focus import focus, reported_by
from pipeline.speech.kinds import head_of, is_human, kind_of, kind_of_link, may_speak
from pipeline.speech.links import Link, likeness
from pipeline.speech.sources import can_speak, is_body, names_person, read_source
from pipeline.speech.stances import STANCE_VERBS

# nouns by which an article takes up a newsroom that it has named
_ROOMS = frozenset(
    """report agency newspaper paper magazine broadcaster outlet website article story channel
    network publication daily newswire wire""".split()
)
# people who are cited unnamed even where there is one of them: "the official said"
_UNNAMED = frozenset("source official insider aide diplomat person people individual".split())
_SUPPOSED = frozenset("would could might may should must shall".split())
_WITNESSING = frozenset("see hear order know find learn feel read".split())
_NEW = frozenset("a an one another".split())
# "BUCHAREST, July 4": a place in capitals that begins a line
_DATELINE = re.compile(r"[A-Z][A-Z .'-]{2,}[A-Z](?=,| \(| [-–—])")
_DATED = 40  # code points of a dateline
_BACK = 3  # sentences
_WORDS = 5  # of a name or a description that is set off by commas
_NEARBY = 60  # code points between a source and its verb


@dataclass(frozen=True)
class Printed:
    """One article, asked who says what in it."""

    article: Article
    parse: Parse

    def chain(
        self, checked: CheckedClaim, claimed: tuple[str, ...]
    ) -> tuple[list[Link], list[Span]]:
        """The sources above the cited words, outermost first, and where those words stand.

        Of several citations the one counts whose chain has a source that the claim names.
        """
        evidence = Evidence(checked.claim, self.article, self.parse, checked.verdict.groundings)
        names = [name for name in (*claimed, checked.claim.demander) if name]
        best: list[Link] = []
        most = (False, False, 0)
        where: list[Span] = []
        cited = (focus(evidence, grounding) for grounding in checked.verdict.groundings)
        for span in (*(span for span in cited if span is not None), *checked.rests_on):
            where.append(span)
            found = [x for x in self._above(evidence, span) if not self._is_aside(x)]
            tag = self._closing(span)
            if tag and all(x.cue != tag.cue or x.end <= span.start for x in found):
                found = [tag, *found]
            backed = [x for x in found if any(likeness(name, x) == "same" for name in names)]
            weight = (any(x.sure for x in backed), bool(backed), len(found))
            if weight > most:
                best, most = found, weight
        for span in where:
            best = [*(x for x in self._tags(span) if all(x.start != y.start for y in best)), *best]
        return best, where

    def _above(self, evidence: Evidence, span: Span) -> list[Link]:
        """Who reports a span; last the one who holds the position, where they spoke themselves."""
        chain = list(reported_by(evidence, span))
        held = links(self.parse, self.article.text, span.start, span.end)[-1:]
        known = {x.start for x in chain}
        return [*chain, *(x for x in held if x.start not in known and self.spoke(x))]

    def _tags(self, span: Span) -> Iterator[Link]:
        """Whoever is named for the whole of a sentence: "according to X, ...", "as per Y"."""
        at = self.parse.sentence_at(span.start)
        if at is not None:
            found = reported_in(self.parse, self.article.text, *self.parse.sentences[at])
            yield from (x for x in found if x.cue in BY_SOURCE)

    def rooms_taken_up(self, chain: Sequence[Link], where: Sequence[Span]) -> Iterator[Span]:
        """What stands for a newsroom named before: "the report says", "told the agency"."""
        for link in reversed(chain):
            if takes_up_room(link):
                yield self.article.span(link.start, link.end)
        for at in dict.fromkeys(self.parse.sentence_at(span.start) for span in where):
            for token in self.parse.between(*self.parse.sentences[at]) if at is not None else ():
                told = self.parse.tokens[token.head].lemma in {"tell", "inform"}
                if told and token.dep in {"dobj", "dative", "iobj"} and token.lemma in _ROOMS:
                    yield self.article.span(token.start, token.end)

    def before(self, where: Sequence[Span]) -> Iterator[Link]:
        """Whoever says something in the few sentences before some spans, the nearest first."""
        here = min((self.parse.sentence_at(span.start) or 0 for span in where), default=0)
        for start, end in reversed(self.parse.sentences[max(here - _BACK, 0) : here]):
            if tag := self._closing(self.article.span(start, start + 1)):
                yield tag
            yield from reported_in(self.parse, self.article.text, start, end)

    def _closing(self, span: Span) -> Link | None:
        """Who is named at the end of a sentence, set off by commas: "..., Ana Ruiz, a nun, said".

        A small parser hangs such names from whatever stands before them.
        """
        at = self.parse.sentence_at(span.start)
        if at is None:
            return None
        tokens = self.parse.between(*self.parse.sentences[at])
        verb = next((t for t in tokens if t.head == t.index), None)
        if verb is None or verb.lemma not in REPORTING - STANCE_VERBS or verb.start < span.end:
            return None
        before = [t for t in tokens if t.end <= verb.start and t.start >= span.start]
        set_off: list[list[Token]] = [[]]
        for token in reversed(before):
            if token.text == ",":
                set_off.append([])
            else:
                set_off[-1].insert(0, token)
        named = [
            part
            for part in set_off[:3]
            if 1 < len(part) <= _WORDS
            and all(t.pos in {"PROPN", "NOUN"} or t.dep == "det" for t in part)
        ]
        person = next((p for p in named if all(t.pos == "PROPN" for t in p)), None)
        if person is None or (set_off[0] and set_off[0] not in named):
            return None
        start, end = person[0].start, person[-1].end
        name = self.article.text[start:end]
        return Link(start, end, name, name, True, verb.lemma, named=(start, end))

    def _is_aside(self, link: Link) -> bool:
        """Whether a link stands in an advert or in the dateline."""
        text = self.article.text
        if any(n.start <= link.start < n.end for n in self.article.noise):
            return True
        line = text.rfind("\n", 0, link.start) + 1
        return _DATELINE.match(text, line, link.end) is not None and link.start < line + _DATED

    def speaks(self, link: Link) -> bool:
        """Whether a source really says so, and not only would or should."""
        verb = self._verb(link)
        below = self.parse.children[verb.index] if verb else ()
        return not any(self.parse.tokens[i].lemma in _SUPPOSED for i in below)

    def spoke(self, link: Link, *, backed: bool = False) -> bool:
        """Whether somebody uttered it: says, or has by now ruled it out; not "is ruling it out".

        `backed`: the claim names them too, so that more verbs are taken for an utterance.
        """
        verb = self._verb(link)
        if link.cue in BY_SOURCE:
            return True
        if verb is None or not self.speaks(link) or link.cue == "agree":
            return False
        if link.cue in REPORTING - STANCE_VERBS:
            return True
        if link.cue not in (LINKING - _WITNESSING if backed else REPORTING | STANCE_VERBS):
            return False
        helped = any(self.parse.tokens[i].lemma == "have" for i in self.parse.children[verb.index])
        word = verb.text.lower()
        return helped or (word != verb.lemma and not word.endswith(("s", "ing")))

    def _verb(self, link: Link) -> Token | None:
        heads = (self.parse.tokens[t.head] for t in self.parse.between(link.start, link.end))
        beside = self.parse.between(max(link.start - _NEARBY, 0), link.end + _NEARBY)
        known = (t for t in (*heads, *beside) if t.lemma == link.cue and t.pos in {"VERB", "AUX"})
        return next(known, None)

    def is_people(self, link: Link, rooms: frozenset[str]) -> bool:
        """Whether a link describes people who are not named: "two aides", "farmers", "a diver"."""
        if is_paper(link) or name_of(link) != link.name or _own(link.name) - rooms:
            return False
        source = read_source(link.name)
        head = head_of(self.parse, *link.named)
        if not self.may_speak(*link.named) or (head and head.pos == "PROPN" and is_body(head.text)):
            # "the Council of Atacama Peoples" is a name
            return False
        if source.nouns & _UNNAMED:
            return True
        kind = kind_of_link(self.parse, self.article.text, link)
        words = link.name.lower().split()
        new = bool(words) and words[0] in _NEW
        human = source.anonymous or any(is_human(noun) for noun in source.nouns)
        return human and (kind == "several" or new or bool(source.count))

    def may_speak(self, start: int, end: int) -> bool:
        """Whether what governs a phrase is one who can be cited: no request, no year."""
        head = head_of(self.parse, start, end)
        if head is None:
            return False
        if head.pos in {"NUM", "DET", "ADJ"}:
            # "one of the officials"
            return read_source(self.article.text[start:end]).anonymous
        return head.pos in {"NOUN", "PROPN"} and may_speak(head)

    def is_person(self, link: Link) -> bool:
        """Whether a link names a person, as far as the article tells."""
        kind = kind_of(self.parse, self.article.text, name_of(link))
        return kind == "person" or name_of(link) != link.name

    def is_somebody(self, link: Link) -> bool:
        """Whether a link names a person, an office or a body, and no paper."""
        if takes_up_room(link) or is_paper(link) or not self.may_speak(*link.named):
            return False
        kind = kind_of_link(self.parse, self.article.text, link)
        return kind != "thing" and any(can_speak(n) for n in (link.name, *link.aliases))


def name_of(link: Link) -> str:
    """The best name of a source: that of a person set beside a description, where there is one."""
    if _own(link.name):
        return link.name
    return next((alias for alias in link.aliases if _own(alias)), link.name)


def _own(name: str) -> frozenset[str]:
    """The words of a name that are somebody's own, and no country's."""
    return frozenset(n for n in read_source(name).own if names_person(n))


def takes_up_room(link: Link) -> bool:
    """Whether a link is "the agency", "the same report": a newsroom without its name."""
    source = read_source(link.name)
    words = link.name.lower().split()
    return bool(words) and not source.own and words[-1].rstrip("s") in _ROOMS and words[0] != "a"


def is_paper(link: Link) -> bool:
    """Whether a link is something written: a draft, a letter, a court filing."""
    return names_paper(link.name)
