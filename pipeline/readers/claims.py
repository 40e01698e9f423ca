"""Claims of anywhere: JSONL -> claims, one a line; a line that cannot be used costs only itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from pipeline.domain import Citation, Claim, Json, Kind, Modality, Problem, Stance
from pipeline.errors import SetupError
from pipeline.readers.drafts import shown
from pipeline.readers.lines import row_of, skip_rest
from pipeline.readers.names import safe_id

_LONGEST = 1_000_000  # bytes of one line
_Id = Annotated[
    str,
    StringConstraints(min_length=1),
    BeforeValidator(lambda given: str(given) if type(given) is int else given),
]
# what is wrong with a field, by pydantic's name for it
_WRONG = {
    "missing": "it is missing; add it",
    "string_type": "it is not text; put it in quotes, or write null",
    "string_too_short": "it is empty; give every claim and article a name",
    "list_type": "it is not a list; put it in [ ]",
    "model_type": "it is not an object; put it in { }",
}


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One line of a file of claims.

    Attributes:
        where: The file and the number of the line, for a person.
        record: The line as it was read, to be passed on; empty where it is no JSON object.
        claim: None where the line cannot be used; `problem` then says why.
    """

    where: str
    record: dict[str, Json] = field(default_factory=dict)
    claim: Claim | None = None
    problem: Problem | None = None


def read_claims(path: Path) -> Iterator[ClaimLine]:
    """Every line that is not blank, lazily.

    A line is `{"id", "article_id", "claim": {"kind": "demand"|"statement"|"summary", "text"?,
    "demander"?, "addressee"?, "content"?, "stance"?, "modality"?, "condition_for"?, "citations"?:
    [{"quote", "attribution"?}]}}`; further keys stay in `record`.

    Raises:
        SetupError: The file cannot be opened. Raised at once.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        msg = f"cannot read claims from {shown(path)}: {reason}; name a file of JSON lines"
        raise SetupError(msg) from error
    return _lines(path, shown(path))


def _lines(path: Path, name: str) -> Iterator[ClaimLine]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(_LONGEST + 1), b""), 1):
            where = f"{name}:{number}"
            if len(line) > _LONGEST:
                skip_rest(file, line)
                problem = Problem(where, f"it is longer than {_LONGEST:,} bytes; split it")
                yield ClaimLine(where, problem=problem)
            elif line.strip():
                yield _read(line, where)


def _read(line: bytes, where: str) -> ClaimLine:
    row = row_of(line, where)
    return ClaimLine(where, problem=row) if isinstance(row, Problem) else claim_of(row, where)


def claim_of(row: dict[str, Json], where: str) -> ClaimLine:
    """What such a line says, already read."""
    try:
        found = _Line.model_validate(row, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        return ClaimLine(where, row, problem=Problem(where, f"{place}: {said(first)}"))
    return ClaimLine(where, row, found.as_claim())


def said(error: ErrorDetails) -> str:
    """What is wrong with a field, in a person's words."""
    return _WRONG.get(error["type"], error["msg"][:1].lower() + error["msg"][1:])


class _Citation(BaseModel):
    quote: str
    attribution: list[str] | None = None


class _Claim(BaseModel):
    kind: Kind
    text: str | None = None
    demander: str | None = None
    addressee: str | None = None
    content: str | None = None
    stance: Stance | None = None
    modality: Modality | None = None
    condition_for: str | None = None
    citations: list[_Citation] | None = None


class _Line(BaseModel):
    id: _Id
    article_id: _Id
    claim: _Claim

    def as_claim(self) -> Claim:
        """The claim, as everyone else speaks of it; its article goes by the id readers give it."""
        said = self.claim
        return Claim(
            self.id,
            safe_id(self.article_id),
            said.kind,
            said.text,
            said.demander,
            said.addressee,
            said.content,
            said.stance,
            said.modality,
            said.condition_for,
            tuple(Citation(c.quote, tuple(c.attribution or ())) for c in said.citations or ()),
        )
