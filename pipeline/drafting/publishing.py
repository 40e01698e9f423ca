"""What may be published: a supported claim whose sentence keeps the rules of sourcing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.domain import CheckedClaim, Finding, Member, Reconciled, Result
from pipeline.drafting.grounds import Grounds
from pipeline.drafting.sourcing import breaches
from pipeline.drafting.telling import told

CHECK = "sourcing"


def publishable(
    results: Sequence[Result], found: Reconciled, grounds: Grounds
) -> tuple[Result, ...]:
    """The results, with what breaks a rule of sourcing held for review, and says which."""
    members = members_of(found)
    return tuple(
        replace(one, claims=tuple(_kept(c, members.get(c.claim.id), grounds) for c in one.claims))
        for one in results
    )


def members_of(found: Reconciled) -> Mapping[str, Member]:
    """Each claim's place in its cluster, by its id."""
    return {member.claim_id: member for cluster in found.clusters for member in cluster.members}


def held(results: Sequence[Result]) -> int:
    """How many supported claims the rules of sourcing hold back."""
    decisive = (c.verdict.decisive for result in results for c in result.claims)
    return sum(any(finding.check == CHECK for finding in one) for one in decisive)


def _kept(checked: CheckedClaim, member: Member | None, grounds: Grounds) -> CheckedClaim:
    if checked.verdict.ruling != "supported":
        return checked
    chains = [footnote.chain for footnote in grounds.of_claim(checked)]
    broken = breaches(told(checked, member), chains, checked.claim.demander)
    if not broken:
        return checked
    why = tuple(Finding(CHECK, "warn", f"sourcing: {one}") for one in broken)
    return replace(checked, verdict=replace(checked.verdict, ruling="review", decisive=why))
