"""One claim -> one sentence, by template.

A colon stands before the content, because it keeps the grammar of its source. Every sentence says
where it comes from: from whoever holds the position, from a source, or from the article alone. A
source or an addressee that the checks could not confirm is not repeated.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.domain import CheckedClaim, Member, Modality, Stance, Tie
from pipeline.drafting.sourcing import is_bare
from pipeline.drafting.words import capital, within
from pipeline.speech.sources import compare_sources, read_source
from pipeline.speech.stances import begins_with_cue

# in the past tense, which is the same for one and for many
VERBS: Mapping[Stance, str] = {
    "demands": "demanded",
    "rejects": "rejected",
    "could_accept": "could accept",
    "offers": "offered",
    "agreed": "agreed",
    "warns": "warned",
    "criticises": "criticised",
    "states": "stated",
}
_UNNAMED: Mapping[Stance, str] = {
    "demands": "Demanded",
    "rejects": "Rejected",
    "could_accept": "Acceptable",
    "offers": "Offered",
    "agreed": "Agreed",
    "warns": "Warned of",
    "criticises": "Criticised",
    "states": "Stated",
}
_HOW: Mapping[Modality | None, str] = {
    "conditional": " (under a condition)",
    "hedged": " (not told as certain)",
    "historical": " (in the past)",
}
ARTICLE = ", as the article tells it"
"""The end of a sentence that has no other source."""
_NOT_DESCRIBED = "whom the claim does not describe further"


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a sentence about a demand.

    Attributes:
        holder: Who holds the position; None where the claim names nobody.
        verb: With its capital where nobody is named; "" where the content is a verb itself.
        whom: " (towards ...)" and " (under a condition)", or "".
        source: ", according to ...", or "" where the holder speaks.
    """

    holder: str | None
    verb: str
    whom: str
    content: str
    source: str

    @property
    def sentence(self) -> str:
        """All of it."""
        who = " ".join(part for part in (capital(self.holder or ""), self.verb) if part)
        return f"{who}{self.whom}: {self.content}{self.source}."


def told(checked: CheckedClaim, member: Member | None = None) -> str:
    """The sentence of a claim; one that is a sentence already is told in its own words."""
    parts = parts_of(checked, member)
    return parts.sentence if parts else checked.claim.words or "(an empty claim)"


def parts_of(checked: CheckedClaim, member: Member | None = None) -> Told | None:
    """The parts of the sentence about a demand; None for what is a sentence already."""
    claim = checked.claim
    if claim.kind != "demand" or claim.content is None:
        return None
    stance = claim.stance or "states"
    whom = claim.addressee if claim.addressee and confirmed(checked, "addressee") else None
    content = claim.content.strip(" .")
    verb = _UNNAMED[stance] if claim.demander is None else VERBS[stance]
    if claim.demander and begins_with_cue(content, stance):
        verb = ""  # "refusing to talk" already says that it is a refusal
    return Told(
        claim.demander,
        verb,
        (f" (towards {whom})" if whom else "") + _how(checked),
        content,
        _source(checked, member),
    )


def _how(checked: CheckedClaim) -> str:
    """How sure the position is, where the verb alone would say more than the article."""
    claim = checked.claim
    return "" if claim.stance == "could_accept" else _HOW.get(claim.modality, "")


def confirmed(checked: CheckedClaim, check: str) -> bool:
    """Whether a check passed."""
    return any(f.check == check and f.outcome == "pass" for f in checked.verdict.findings)


def speaks_for_itself(checked: CheckedClaim) -> bool:
    """Whether the article has the claim from whoever holds the position, as a check confirms."""
    source, holder = _told_by(checked), checked.claim.demander
    return bool(
        source
        and holder
        and confirmed(checked, "speaker")
        and compare_sources(source, holder) == "same"
    )


def names_source(checked: CheckedClaim) -> bool:
    """Whether a claim names people who say it, and not only a newsroom."""
    source = read_source(_told_by(checked) or "")
    return bool(source.nouns or source.anonymous)


def _told_by(checked: CheckedClaim) -> str | None:
    return next((c.attribution[-1] for c in checked.claim.citations if c.attribution), None)


def _source(checked: CheckedClaim, member: Member | None) -> str:
    """Where a claim comes from, as the end of its sentence."""
    source = _told_by(checked)
    if source is None or not confirmed(checked, "speaker") or _has_no_source(member):
        return ARTICLE
    if speaks_for_itself(checked):
        return ""
    described = within(source)
    if is_bare(described):
        described = f"{described} {_NOT_DESCRIBED},"
    agency = _printed(member, "agency")
    if agency and compare_sources(agency, source) != "same" and agency not in described:
        described = f"{described} cited by {agency}"
    return f", according to {described.removesuffix(',')}"


def _has_no_source(member: Member | None) -> bool:
    """Whether the article, by its grammar, says it in its own voice."""
    return member is not None and all(t.name is None for t in member.chain if t.role != "outlet")


def _printed(member: Member | None, role: str) -> str | None:
    """A link of the chain that the article itself prints."""
    ties: tuple[Tie, ...] = member.chain if member else ()
    return next((t.name for t in ties if t.role == role and t.status == "explicit"), None)
