"""The chain of one claim in its article: the newsroom that had it, and the source that knew.

What the grammar says about the cited words comes first; a claim's own attribution counts only
where the article names that source too, so a wrong one makes no origin. "The report", "these
sources", "one of the officials" take up who was named before. What is taken up is `inferred`, with
the reason; what the article does not tell is `missing`.

A named speaker is an origin of their own where they spoke ("has ruled out"); where an agency only
describes their position ("rules out, according to the agency") the report is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.across.groups import Roster
from pipeline.across.newsrooms import Mention, mentions, room_key
from pipeline.domain import (
    Article,
    CheckedClaim,
    Evidence,
    OriginKind,
    Parse,
    Span,
    Tie,
    Token,
)
from pipeline.speech.attribution import links, reported_in
from pipeline.speech.cues import BY_SOURCE, REPORTING, STANCE_VERBS
from pipeline.speech.focus import focus, reported_by
from pipeline.speech.kinds import kind_of_link
from pipeline.speech.links import Link, likeness, resolved
from pipeline.speech.sources import can_speak, read_source

# nouns by which an article takes up a newsroom that it has named
_ROOMS = frozenset(
    """report agency newspaper paper magazine broadcaster outlet website article story channel
    network publication daily newswire wire""".split()
)
_PAPERS = frozenset(
    """draft agreement treaty document letter memo memorandum filing lawsuit complaint indictment
    affidavit bill statute contract dossier text resolution ruling communique transcript""".split()
)
_SUPPOSED = frozenset("would could might may should must shall".split())
_PLAIN_SPEECH = REPORTING - STANCE_VERBS
_OWN_VOICE = "the article has it in its own voice"
_NO_AGENCY = "the article names no newsroom for it"
_NO_SOURCE = "the article does not say who told the newsroom"


@dataclass(frozen=True, slots=True)
class Traced:
    """Where a claim comes from, as far as its own article tells.

    Attributes:
        agency: The key of the newsroom that had it.
        source: Whoever knew, as the article describes them best.
        group: Which of the groups that the article describes they are.
        ties: Outlet, agency, source.
    """

    kind: OriginKind
    agency: str | None
    source: str | None
    group: int | None
    ties: tuple[Tie, ...]

    def tie(self, role: str) -> Tie:
        """The link of that role."""
        return next(tie for tie in self.ties if tie.role == role)


@dataclass(frozen=True)
class Desk:
    """One article made ready for the many claims that are traced in it."""

    article: Article
    parse: Parse
    rooms: frozenset[str]

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Where it names newsrooms."""
        return mentions(self.article, self.parse, self.rooms)

    @cached_property
    def roster(self) -> Roster:
        """The people it describes instead of naming them."""
        return Roster(self.article, self.parse, self.rooms)

    def trace(self, checked: CheckedClaim) -> Traced:
        """The chain of one claim; the same claim gives the same chain."""
        chain, where = self._chain(checked)
        people = self._people(chain, checked)
        agency = self._agency(chain, people, where, checked)
        if people is not None:
            return self._traced("report", agency, people)
        if speaker := self._speaker(chain, checked, spoke=agency is not None):
            return self._traced("statement", agency, speaker)
        if paper := next((x for x in reversed(chain) if _is_paper(x) and self._speaks(x)), None):
            return self._traced("document", agency, self._tie("source", paper, paper.name))
        if agency is not None:
            # "according to the agency": its people, where the article has only one group of them
            return self._traced("report", agency, self._only_group(agency))
        return self._traced("outlet", None, None)

    # --- what the article prints --------------------------------------------------------------

    def _chain(self, checked: CheckedClaim) -> tuple[list[Link], list[Span]]:
        """The sources above the cited words, outermost first, and where those stand."""
        evidence = Evidence(
            checked.claim, self.article, self.parse, checked.verdict.groundings
        )
        claimed = [*self._attribution(checked), checked.claim.demander or ""]
        best: list[Link] = []
        most = (False, False, 0)
        where: list[Span] = []
        for grounding in checked.verdict.groundings:
            span = focus(evidence, grounding)
            if span is None:
                continue
            where.append(span)
            found = [x for x in self._above(evidence, span) if not self._is_noise(x.start)]
            backed = [x for x in found for n in claimed if n and likeness(n, x) == "same"]
            weight = (any(x.sure for x in backed), bool(backed), len(found))
            if weight > most:
                best, most = found, weight
        for span in where:
            tags = [x for x in self._tags(span) if all(x.start != y.start for y in best)]
            best = [*tags, *best]
        return best, where

    def _above(self, evidence: Evidence, span: Span) -> list[Link]:
        """Who reports a span; last the one who holds the position, where they spoke themselves."""
        chain = list(reported_by(evidence, span))
        held = links(self.parse, self.article.text, span.start, span.end)[-1:]
        known = {x.start for x in chain}
        return [*chain, *(x for x in held if x.start not in known and self._spoke(x))]

    def _tags(self, span: Span) -> Iterator[Link]:
        """Whoever is named for the whole of a sentence: "according to X, ...", "as per Y"."""
        at = self.parse.sentence_at(span.start)
        if at is not None:
            found = reported_in(self.parse, self.article.text, *self.parse.sentences[at])
            yield from (x for x in found if x.cue in BY_SOURCE)

    def _is_noise(self, offset: int) -> bool:
        return any(n.start <= offset < n.end for n in self.article.noise)

    def _speaks(self, link: Link) -> bool:
        """Whether a source really says so, and not only would or should."""
        verb = self._verb(link)
        below = self.parse.children[verb.index] if verb else ()
        return not any(self.parse.tokens[i].lemma in _SUPPOSED for i in below)

    def _spoke(self, link: Link) -> bool:
        """Whether somebody uttered it: says, or has by now ruled it out; not "is ruling it out"."""
        verb = self._verb(link)
        if link.cue in BY_SOURCE:
            return True
        if verb is None or not self._speaks(link) or link.cue == "agree":
            return False
        if link.cue in _PLAIN_SPEECH:
            return True
        helped = any(self.parse.tokens[i].lemma == "have" for i in self.parse.children[verb.index])
        word = verb.text.lower()
        if link.cue not in REPORTING | STANCE_VERBS:
            return False
        return helped or (word != verb.lemma and not word.endswith(("s", "ing")))

    def _verb(self, link: Link) -> Token | None:
        tokens = self.parse.between(link.start, link.end)
        heads = (self.parse.tokens[t.head] for t in tokens)
        beside = self.parse.between(max(link.start - 60, 0), link.end + 60)
        known = (t for t in (*heads, *beside) if t.lemma == link.cue and t.pos in {"VERB", "AUX"})
        return next(known, None)

    # --- who it was ---------------------------------------------------------------------------

    def _people(self, chain: list[Link], checked: CheckedClaim) -> Tie | None:
        """The described people who knew, innermost; else those the claim names, if they exist."""
        said = [x for x in chain if x.sure and self._is_somebody(x) and self._spoke(x)]
        for link in reversed(chain):
            if said and not link.sure:
                # who spoke in an earlier sentence is no source of one with its own speaker
                continue
            source = read_source(link.name)
            if not source.anonymous or self._own_names(link.name) - source.names:
                continue
            found = self.roster.at(*link.named) or self.roster.at(link.start, link.end)
            if found is None:
                return self._tie("source", link, link.name)
            best = self.roster.best(found.group)
            if best is found or best.text == found.text:
                return self._tie("source", link, best.text)
            why = f"“{link.text}” takes up “{best.text}”"
            return Tie("source", best.text, "inferred", why, self._span(best.start, best.end))
        if any(self._spoke(x) and x.sure for x in chain):
            return None
        for claimed in reversed(self._attribution(checked)):
            group = self.roster.like(claimed)
            if group is not None:
                best = self.roster.best(group)
                why = f"the claim names “{claimed}”; the article speaks of them elsewhere"
                return Tie("source", best.text, "inferred", why, self._span(best.start, best.end))
        return None

    def _own_names(self, name: str) -> frozenset[str]:
        return frozenset(n for n in read_source(name).own if n not in self.rooms)

    def _attribution(self, checked: CheckedClaim) -> tuple[str, ...]:
        """The claim's own chain, unless a check found it wrong."""
        failed = {f.check for f in checked.verdict.findings if f.outcome == "fail"}
        if failed & {"speaker", "chain"}:
            return ()
        return tuple(a for c in checked.claim.citations for a in c.attribution if a.strip())

    def _speaker(self, chain: list[Link], checked: CheckedClaim, *, spoke: bool) -> Tie | None:
        """Somebody named who says it. `spoke`: only who uttered it, since a report is at hand."""
        claimed = self._attribution(checked)
        demander = checked.claim.demander
        found = [x for x in chain if self._is_somebody(x)]
        if demander and (own := [x for x in found if likeness(demander, x) == "same"]):
            found = own
        for link in reversed(found):
            backed = any(likeness(name, link) == "same" for name in claimed)
            if not (link.sure or backed or resolved(link)):
                continue
            if self._spoke(link):
                return self._tie("source", link, link.name)
            if not spoke and link.cue in STANCE_VERBS - {"agree"} and self._speaks(link):
                why = f"the article tells what {link.name} wants, and not where they said so"
                return Tie("source", link.name, "inferred", why, self._span(link.start, link.end))
        return None

    def _is_somebody(self, link: Link) -> bool:
        """Whether a link names a person or body, and no newsroom or paper."""
        source = read_source(link.name)
        if source.anonymous or self._room(link) or _takes_up_room(link) or _is_paper(link):
            return False
        kind = kind_of_link(self.parse, self.article.text, link)
        return kind != "thing" and can_speak(link.name)

    # --- which newsroom -----------------------------------------------------------------------

    def _agency(
        self, chain: list[Link], people: Tie | None, where: list[Span], checked: CheckedClaim
    ) -> Tie | None:
        """The newsroom that had it, innermost; by its name, by what takes it up, or nearby."""
        for link in reversed(chain):
            if room := self._room(link):
                here = {self.parse.sentence_at(s.start) for s in where}
                if self.parse.sentence_at(link.start) in here:
                    return Tie("agency", room.name, "explicit", "", self._span(room.start, room.end))
                why = "an earlier sentence, which this one goes on with, names it"
                return self._inferred(room, why)
        for link in reversed(chain):
            if _takes_up_room(link) and (room := self._last_room(link.start)):
                return self._inferred(room, f"“{link.text}” takes up {room.name}")
        for span in where:
            for room in self._beside(self.parse.sentence_at(span.start)):
                return Tie("agency", room.name, "explicit", "", self._span(room.start, room.end))
        if people is not None and people.span is not None:
            return self._room_of(people.span, where)
        return self._claimed_room(checked) if not any(map(self._spoke, chain)) else None

    def _room(self, link: Link) -> Mention | None:
        """The newsroom that a link names, itself or as whose it is: "Altair's sources"."""
        inside = (m for m in self.mentions if link.start <= m.start and m.end <= link.end)
        named = (m for m in self.mentions if link.named[0] <= m.start and m.end <= link.named[1])
        return next(inside, None) or next(named, None)

    def _last_room(self, before: int) -> Mention | None:
        earlier = [m for m in self.mentions if m.start < before]
        return earlier[-1] if earlier else next(iter(self.mentions), None)

    def _beside(self, sentence: int | None) -> Iterator[Mention]:
        """The newsrooms that a sentence names."""
        if sentence is not None:
            start, end = self.parse.sentences[sentence]
            yield from (m for m in self.mentions if start <= m.start < end)

    def _room_of(self, people: Span, where: list[Span]) -> Tie | None:
        """The newsroom that has the same people, in any sentence or in the claim's paragraph."""
        found = self.roster.at(people.start, people.end)
        for other in self.roster.all:
            if found is not None and other.group == found.group:
                for room in self._beside(self.parse.sentence_at(other.start)):
                    return self._inferred(room, f"it has “{other.text}” from {room.name}")
        for span in (people, *where):
            start = self.article.text.rfind("\n", 0, span.start) + 1
            end = self.article.text.find("\n", span.end)
            for room in self.mentions:
                if start <= room.start < (end if end >= 0 else len(self.article.text)):
                    return self._inferred(room, "the same paragraph names it")
        return None

    def _claimed_room(self, checked: CheckedClaim) -> Tie | None:
        keys = [room_key(name) for name in self._attribution(checked)]
        room = next((m for m in self.mentions if m.key in keys), None)
        why = "the claim names it, and the article reports from it elsewhere"
        return self._inferred(room, why) if room else None

    def _only_group(self, agency: Tie) -> Tie | None:
        """The one group of people that the article has from a newsroom."""
        key = room_key(agency.name or "")
        groups = {
            d.group
            for d in self.roster.all
            for m in self._beside(self.parse.sentence_at(d.start))
            if m.key == key
        }
        if len(groups) != 1:
            return None
        best = self.roster.best(groups.pop())
        why = f"the only people that the article has from {agency.name}"
        return Tie("source", best.text, "inferred", why, self._span(best.start, best.end))

    # --- put together -------------------------------------------------------------------------

    def _traced(self, kind: OriginKind, agency: Tie | None, source: Tie | None) -> Traced:
        outlet = self.article.outlet
        first = (
            Tie("outlet", outlet, "explicit")
            if outlet
            else Tie("outlet", None, "missing", "no outlet is known for the article")
        )
        if kind == "outlet":
            last = Tie("source", None, "missing", _OWN_VOICE)
            return Traced(kind, None, None, None, (first, last))
        needed = kind == "report"
        ties = [first]
        if agency or needed:
            ties.append(agency or Tie("agency", None, "missing", _NO_AGENCY))
        ties.append(source or Tie("source", None, "missing", _NO_SOURCE))
        found = self.roster.at(source.span.start, source.span.end) if source and source.span else None
        return Traced(
            kind,
            room_key(agency.name) if agency and agency.name else None,
            source.name if source else None,
            found.group if found and kind == "report" else None,
            tuple(ties),
        )

    def _tie(self, role: str, link: Link, name: str) -> Tie:
        span = self._span(link.start, link.end)
        tie = Tie("source", name, "explicit", "", span)
        if resolved(link):
            return replace(tie, status="inferred", reason=f"“{link.text}” stands for {link.name}")
        if not link.sure:
            return replace(tie, status="inferred", reason="a neighbouring sentence names them")
        return tie

    def _inferred(self, room: Mention, why: str) -> Tie:
        return Tie("agency", room.name, "inferred", why, self._span(room.start, room.end))

    def _span(self, start: int, end: int) -> Span:
        return replace(self.article.span(start, end), article_id=self.article.id)


def _takes_up_room(link: Link) -> bool:
    """Whether a link is "the agency", "the same report": a newsroom without its name."""
    source = read_source(link.name)
    words = link.name.lower().split()
    return bool(words) and not source.own and words[-1].rstrip("s") in _ROOMS and words[0] != "a"


def _is_paper(link: Link) -> bool:
    words = link.name.lower().split()
    return bool(set(words) & _PAPERS) and not read_source(link.name).anonymous
