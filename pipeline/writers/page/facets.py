"""By what the claims can be filtered: verdict, reason, speaker, origin, article."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.domain import CheckedClaim, Member, Origin
from pipeline.writers import words

NOBODY = "nobody named"
UNTRACED = "not traced"


@dataclass(frozen=True, slots=True)
class Facet:
    """One question about every claim.

    Attributes:
        options: What can be chosen, and how many claims have it, the most first. The script
            knows them by their place.
        values: Of every claim, in order: the places of its options, with spaces between.
    """

    name: str
    options: tuple[tuple[str, int], ...]
    values: tuple[str, ...]

    def of(self, claim: int) -> str:
        """The options of one claim."""
        return self.values[claim]

    def place(self, label: str) -> int | None:
        """The place of an option; None where no claim has it."""
        return next((n for n, (name, _) in enumerate(self.options) if name == label), None)


def facets(
    checked: Sequence[tuple[int, CheckedClaim]],
    members: Mapping[str, Member],
    names: Mapping[str, str],
) -> tuple[Facet, ...]:
    """Reason, speaker, origin and article of claims, each with the number of its article.

    `members` are by claim id, `names` those of origins by their id.
    """
    claims = [one for _, one in checked]
    return (
        _facet("reason", [[words.REASONS[r] for r in c.verdict.reasons] for c in claims]),
        _facet("speaker", _alike([_speakers(one) for one in claims])),
        _facet("origin", [[_origin(one, members, names)] for one in claims]),
        _facet("article", [[f"article {number + 1}"] for number, _ in checked]),
    )


def origin_names(origins: Sequence[Origin], numbers: Mapping[str, int]) -> dict[str, str]:
    """Every origin for a person, by its id; two of one name are told apart by their ids."""
    named = {one.id: _origin_name(one, numbers) for one in origins}
    often = Counter(named.values())
    return {id_: name if often[name] == 1 else f"{name} ({id_})" for id_, name in named.items()}


def _origin_name(origin: Origin, numbers: Mapping[str, int]) -> str:
    relays = [numbers[one.article_id] + 1 for one in origin.articles if one.article_id in numbers]
    where = f"article {min(relays)}" if relays else "its article"
    if origin.kind == "outlet":
        return f"{where}, in its own voice"
    if not origin.agency and not origin.descriptor:
        return f"a {origin.kind} that {where} does not name"
    return ": ".join(one for one in (origin.agency, origin.descriptor) if one)


def _facet(name: str, of_claims: Sequence[Sequence[str]]) -> Facet:
    counted = Counter(value for values in of_claims for value in dict.fromkeys(values))
    options = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    if name == "article":
        options = list(counted.items())
    place = {value: str(n) for n, (value, _) in enumerate(options)}
    return Facet(
        name,
        tuple(options),
        tuple(" ".join(place[value] for value in values) for values in of_claims),
    )


def _speakers(checked: CheckedClaim) -> list[str]:
    said = [one.attribution[-1].strip() for one in checked.claim.citations if one.attribution]
    return said or [NOBODY]


def _alike(of_claims: Iterable[Sequence[str]]) -> list[list[str]]:
    """One spelling for names that differ in capitals alone: the first."""
    spelt: dict[str, str] = {}
    return [[spelt.setdefault(one.casefold(), one) for one in names] for names in of_claims]


def _origin(checked: CheckedClaim, members: Mapping[str, Member], named: Mapping[str, str]) -> str:
    member = members.get(checked.claim.id)
    return named.get(member.origin, UNTRACED) if member else UNTRACED
