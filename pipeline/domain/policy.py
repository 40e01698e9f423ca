"""How findings become a ruling: the table a newsroom may set."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.domain.claim import Finding
from pipeline.domain.words import Outcome, Ruling


@dataclass(frozen=True, slots=True)
class Policy:
    """What each outcome of each check asks for; the worst ruling of all findings is the verdict's.

    Attributes:
        name: As a person says it.
        rules: The ruling that each outcome of any check asks for.
        exceptions: By check, the outcomes that ask for another ruling there.
    """

    name: str
    rules: Mapping[Outcome, Ruling]
    exceptions: Mapping[str, Mapping[Outcome, Ruling]] = field(default_factory=dict)

    def ruling(self, finding: Finding) -> Ruling:
        """What one finding asks for."""
        special = self.exceptions.get(finding.check, {})
        return special.get(finding.outcome, self.rules[finding.outcome])
