"""The chain of one claim in its article: the newsroom that had it, and the source that knew.

What the grammar says about the cited words comes first; a claim's own attribution counts only
where the article names that source too, so a wrong one makes no origin. "The report", "these
sources", "one of the officials" take up who was named before. What is taken up is `inferred`, with
the reason; what the article does not tell is `missing`.

A named speaker is an origin of their own where they spoke ("has ruled out"); where an agency only
describes their position ("rules out, according to the agency") the report is.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.across.groups import Described, Roster, names_paper
from pipeline.across.newsrooms import Mention, Rooms, room_key
from pipeline.across.printed import Printed, is_paper, name_of
from pipeline.domain import Article, CheckedClaim, OriginKind, Parse, Span, Status, Tie
from pipeline.speech.links import Link, likeness, resolved
from pipeline.speech.stances import STANCE_VERBS
from pipeline.text import key, words

_AT_HAND = 64
_OWN_VOICE = "the article has it in its own voice"
_NO_AGENCY = "the article names no newsroom for it"
_NO_SOURCE = "the article does not say who told the newsroom"
_NO_OUTLET = "no outlet is known for the article"


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

    def tie(self, role: str) -> Tie | None:
        """The link of that role, where the chain has one."""
        return next((tie for tie in self.ties if tie.role == role), None)


@dataclass(frozen=True, slots=True)
class _Trail:
    """What is read off the article for one claim."""

    chain: Sequence[Link]
    where: Sequence[Span]
    claimed: tuple[str, ...]
    demander: str | None


@dataclass(frozen=True)
class Desk:
    """One article made ready for the many claims that are traced in it."""

    article: Article
    parse: Parse
    rooms: frozenset[str]

    @cached_property
    def _printed(self) -> Printed:
        return Printed(self.article, self.parse)

    @cached_property
    def _rooms(self) -> Rooms:
        return Rooms(self.article, self.parse, self.rooms)

    @cached_property
    def roster(self) -> Roster:
        """The people it describes instead of naming them."""
        return Roster(self.article, self.parse, self._rooms.words)

    def trace(self, checked: CheckedClaim) -> Traced:
        """The chain of one claim; the same claim gives the same chain."""
        claimed = _attribution(checked)
        trail = _Trail(*self._printed.chain(checked, claimed), claimed, checked.claim.demander)
        people, group = self._people(trail)
        agency = self._agency(trail, people, group)
        if people is not None:
            return self._traced("report", agency, people, group)
        if speaker := self._speaker(trail, spoke=True):
            return self._traced("statement", agency, speaker)
        if paper := self._paper(trail):
            return self._traced("document", agency, paper)
        if speaker := self._named_beside(trail):
            return self._traced("statement", agency, speaker)
        if agency is not None:
            # "according to the agency": its people, where the article has only one group of them
            return self._traced("report", agency, *self._only_group(agency))
        if speaker := self._speaker(trail, spoke=False):
            return self._traced("statement", None, speaker)
        return self._traced("outlet", None, None)

    # --- who it was ---------------------------------------------------------------------------

    def _people(self, trail: _Trail) -> tuple[Tie | None, int | None]:
        """The described people who knew, innermost; else those the claim names, if they exist."""
        spoke = [x for x in trail.chain if x.sure and self._is_speaker(x)]
        for link in reversed(trail.chain):
            # who spoke in an earlier sentence is no source of one that has its own speaker
            if not self._printed.is_people(link, self._rooms.words) or (spoke and not link.sure):
                continue
            if link.cue in STANCE_VERBS and link is not trail.chain[0] and len(trail.chain) > 1:
                continue
            found = self.roster.at(*link.named) or self.roster.at(link.start, link.end)
            if found is None:
                return self._tie(link, link.name), None
            best = self.roster.best(found.group)
            if best is found or key(best.text) == key(link.text):
                return self._tie(link, best.text), found.group
            why = f"“{link.text}” takes up “{best.text}”"
            return self._tie_to(best, why), found.group
        if not spoke:
            for claimed in reversed(trail.claimed):
                group = self.roster.like(claimed)
                if group is not None:
                    why = f"the claim names “{claimed}”; the article speaks of them elsewhere"
                    return self._tie_to(self.roster.best(group), why), group
        return None, None

    def _is_speaker(self, link: Link) -> bool:
        room = self._rooms.of(link)
        return not room and self._printed.is_somebody(link) and self._printed.spoke(link)

    def _speaker(self, trail: _Trail, *, spoke: bool) -> Tie | None:
        """Somebody named who said it; or, where `spoke` is not asked for, is said to want it."""
        found = [x for x in trail.chain if self._printed.is_somebody(x) and not self._rooms.of(x)]
        names = [trail.demander] if trail.demander else []
        own = [x for x in found if any(_is_named(name, x) for name in names)]
        # who holds the position first, if they spoke; then whoever tells of it
        others = [x for x in found if spoke and x not in own] if own else found
        for link in (*reversed(own), *reversed(others)):
            backed = any(_is_named(name, link) for name in trail.claimed)
            if not (link.sure or backed or resolved(link)):
                continue
            # what a body wants, a newsroom has from somebody; a person said so
            position = link.cue in STANCE_VERBS and not self._printed.is_person(link)
            if self._printed.spoke(link, backed=backed) and not (spoke and position):
                return self._tie(link, name_of(link))
            if not spoke and link.cue in STANCE_VERBS - {"agree"} and self._printed.speaks(link):
                name = name_of(link)
                why = f"the article tells what {name} wants, and not where they said so"
                return Tie("source", name, "inferred", why, self._span(link.start, link.end))
        return None

    def _paper(self, trail: _Trail) -> Tie | None:
        """Something written that says it; else one that the claim names and its sentence too."""
        for link in reversed(trail.chain):
            if is_paper(link) and self._printed.speaks(link):
                return self._tie(link, link.name)
        for claimed in trail.claimed:
            if names_paper(claimed) and (span := self._standing(claimed, trail.where)):
                return Tie("source", claimed, "explicit", "", span)
        return None

    def _named_beside(self, trail: _Trail) -> Tie | None:
        """A source the claim names, where the grammar shows nobody and the article names it there.

        There is in the cited sentence, or as who speaks just before it.
        """
        if any(x.sure for x in trail.chain):
            return None
        for claimed in reversed(trail.claimed):
            if room_key(claimed) in self._rooms.keys:
                continue
            span = self._standing(claimed, trail.where)
            if span and self._printed.may_speak(span.start, span.end):
                why = "the claim names them, and the cited sentence does too"
                return Tie("source", claimed, "inferred", why, span)
            for link in self._printed.before(trail.where):
                if _is_named(claimed, link) and self._is_speaker(link):
                    why = "the claim names them, and they speak just before"
                    return Tie("source", name_of(link), "inferred", why, self._span(*link.named))
        return None

    def _standing(self, phrase: str, where: Sequence[Span]) -> Span | None:
        """Where a phrase stands, word for word, in a sentence that is cited."""
        for span in where:
            at = self.parse.sentence_at(span.start)
            if at is None or not words(phrase):
                continue
            start, end = self.parse.sentences[at]
            found = self.article.text.lower().find(phrase.lower().strip(), start, end)
            if found >= 0:
                return self._span(found, found + len(phrase.strip()))
        return None

    # --- which newsroom -----------------------------------------------------------------------

    def _agency(self, trail: _Trail, people: Tie | None, group: int | None) -> Tie | None:
        """The newsroom that had it, innermost; by its name, by what takes it up, or nearby."""
        here = {self.parse.sentence_at(span.start) for span in trail.where}
        for link in reversed(trail.chain):
            if room := self._rooms.of(link):
                if self.parse.sentence_at(link.start) in here:
                    return self._agency_tie(room, "explicit", "")
                why = "an earlier sentence, which this one goes on with, names it"
                return self._agency_tie(room, "inferred", why)
        for span in self._printed.rooms_taken_up(trail.chain, trail.where):
            if room := self._rooms.before(span.start):
                return self._agency_tie(room, "inferred", f"“{span.exact}” takes up {room.name}")
        for span in trail.where:
            for room in self._rooms.beside(span.start):
                return self._agency_tie(room, "explicit", "")
        if people is not None:
            return self._room_of(people, group, trail)
        if any(map(self._is_speaker, trail.chain)):
            return None
        keys = [room_key(name) for name in trail.claimed]
        claimed = next((m for m in self._rooms.all if m.key in keys), None)
        why = "the claim names it, and the article reports from it elsewhere"
        return self._agency_tie(claimed, "inferred", why) if claimed else None

    def _room_of(self, people: Tie, group: int | None, trail: _Trail) -> Tie | None:
        """The newsroom that has the same people, in any sentence or in the claim's paragraph."""
        for other in self.roster.all:
            if other.group == group:
                for room in self._rooms.beside(other.start):
                    why = f"it is told of “{other.text}” elsewhere"
                    return self._agency_tie(room, "inferred", why)
        text = self.article.text
        for span in (people.span, *trail.where):
            if span is None:
                continue
            start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
            for room in self._rooms.within(start, end if end >= 0 else len(text)):
                return self._agency_tie(room, "inferred", "the same paragraph names it")
        signed = self._rooms.in_dateline(text)
        return self._agency_tie(signed, "inferred", "the dateline names it") if signed else None

    def _only_group(self, agency: Tie) -> tuple[Tie | None, int | None]:
        """The one group of people that the article has from a newsroom."""
        room = room_key(agency.name or "")
        groups = {
            d.group for d in self.roster.all for m in self._rooms.beside(d.start) if m.key == room
        }
        if len(groups) != 1:
            return None, None
        group = groups.pop()
        why = f"the only people that the article has from {agency.name}"
        return self._tie_to(self.roster.best(group), why), group

    # --- put together -------------------------------------------------------------------------

    def _traced(
        self, kind: OriginKind, agency: Tie | None, source: Tie | None, group: int | None = None
    ) -> Traced:
        outlet = self.article.outlet
        ties = [
            Tie("outlet", outlet, "explicit") if outlet
            else Tie("outlet", None, "missing", _NO_OUTLET)
        ]  # fmt: skip
        if agency or kind == "report":
            ties.append(agency or Tie("agency", None, "missing", _NO_AGENCY))
        why = _OWN_VOICE if kind == "outlet" else _NO_SOURCE
        ties.append(source or Tie("source", None, "missing", why))
        room = room_key(agency.name) if agency and agency.name else None
        return Traced(kind, room, source.name if source else None, group, tuple(ties))

    def _tie(self, link: Link, name: str) -> Tie:
        span = self._span(link.start, link.end)
        if resolved(link) and name == link.name:
            why = f"“{link.text}” stands for {link.name}"
            return Tie("source", name, "inferred", why, span)
        if not link.sure:
            return Tie("source", name, "inferred", "a neighbouring sentence names them", span)
        return Tie("source", name, "explicit", "", span)

    def _tie_to(self, best: Described, why: str) -> Tie:
        return Tie("source", best.text, "inferred", why, self._span(best.start, best.end))

    def _agency_tie(self, room: Mention, status: Status, why: str) -> Tie:
        return Tie("agency", room.name, status, why, self._span(room.start, room.end))

    def _span(self, start: int, end: int) -> Span:
        return replace(self.article.span(start, end), article_id=self.article.id)


class Desks(Mapping[str, Desk]):
    """The desks of all articles by their ids; those that were needed last are at hand."""

    def __init__(
        self, articles: Iterable[Article], parses: Mapping[str, Parse], rooms: frozenset[str]
    ) -> None:
        self._articles = {article.id: article for article in articles}
        self._parses, self._rooms = parses, rooms
        self._made: OrderedDict[str, Desk] = OrderedDict()

    def __getitem__(self, name: str) -> Desk:
        found = self._made.get(name)
        if found is None:
            found = Desk(self._articles[name], self._parses[name], self._rooms)
            self._made[name] = found
        self._made.move_to_end(name)
        if len(self._made) > _AT_HAND:
            self._made.popitem(last=False)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)

    def article(self, name: str) -> Article:
        """An article by its id, without a desk for it."""
        return self._articles[name]


def _is_named(name: str, link: Link) -> bool:
    return likeness(name, link) == "same"


def _attribution(checked: CheckedClaim) -> tuple[str, ...]:
    """The claim's own chain, unless a check found it wrong."""
    failed = {f.check for f in checked.verdict.findings if f.outcome == "fail"}
    if failed & {"speaker", "chain"}:
        return ()
    return tuple(a for c in checked.claim.citations for a in c.attribution if a.strip())
