"""From results to the files of a note: what `run` and `brief` share.

A model is asked about close pairs, and writes prose, only where that is wished for. What it said is
kept in run.json, so that `brief` makes the same note again and asks nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline import prompts
from pipeline.domain import Json, Making, Model, Parser, Problem, Prompt, Prose, Result
from pipeline.errors import EndpointError, StoppedError
from pipeline.stages import narrate, reconcile
from pipeline.together import (
    Cost,
    Pairs,
    Shelf,
    checked,
    narrated,
    note,
    reconciled,
    related,
    shelve,
)
from pipeline.writers import render

EXTRAS = (*reconcile.PROMPTS, *narrate.PROMPTS)  # the prompts of what a run asks only when told to


@dataclass(frozen=True, slots=True)
class Wish:
    """What a model is to add to a note, and how it is asked; None where it is not to."""

    pairs: reconcile.Asking | None = None
    prose: narrate.Asking | None = None

    @property
    def prompts(self) -> dict[str, Prompt]:
        """By which it is asked, each by its name."""
        return {one.prompt.name: one.prompt for one in (self.pairs, self.prose) if one}


@dataclass(frozen=True, slots=True)
class Extras:
    """What a model has added, and by which model and prompt; None where it was not asked.

    Attributes:
        one: Pairs of claims that it holds for one demand, of all the `pairs` it was asked about.
    """

    one: Pairs | None = None
    pairs: int = 0
    related_by: tuple[str, str] = ("", "")
    prose: tuple[Prose, ...] | None = None
    written_by: tuple[str, str] = ("", "")
    cost: Cost = field(default_factory=Cost)
    problems: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """For run.json: nothing where nobody was asked."""
        told: dict[str, Json] = {}
        if self.one is not None:
            one: list[Json] = [list(pair) for pair in sorted(self.one)]
            model, prompt = self.related_by
            told["relations"] = {
                "model": model, "prompt": prompt, "pairs": self.pairs, "one": one
            }  # fmt: skip
        if self.prose is not None:
            model, prompt = self.written_by
            told["prose"] = {
                "model": model,
                "prompt": prompt,
                "points": [
                    {"claim_id": p.claim_id, "text": p.text, "rests_on": list(p.rests_on)}
                    for p in self.prose
                ],
            }
        return told


def wish_for(model: str, folder: Path | None, *, relate: bool, narrative: bool) -> Wish:
    """What is wished for, with its prompts; a broken one is found before anything is paid for."""
    home = folder or prompts.default_folder()
    return Wish(
        reconcile.Asking(model, prompts.load("relate", home)) if relate else None,
        narrate.Asking(model, prompts.load("narrative", home)) if narrative else None,
    )


async def ask_extras(
    results: Sequence[Result], parser: Parser, model: Model, wish: Wish, had: Extras
) -> Extras:
    """What a model adds, in place of what it had added before; a model that fails costs only that.

    Raises RecordingError where an answer is to be replayed and is not recorded.
    """
    if wish == Wish():
        return had
    shelf, extras = shelve(results, parser), had
    try:
        if wish.pairs:
            one, pairs, cost = await related(shelf, model, wish.pairs)
            by = (wish.pairs.model, wish.pairs.prompt.version)
            extras = replace(extras, one=one, pairs=pairs, related_by=by, cost=extras.cost + cost)
        if wish.prose:
            found = reconciled(shelf, extras.one or frozenset())
            prose, cost = await narrated(shelf, found, model, wish.prose)
            by = (wish.prose.model, wish.prose.prompt.version)
            kept = checked(prose, shelf, found, parser)
            extras = replace(extras, prose=kept, written_by=by, cost=extras.cost + cost)
    except (EndpointError, StoppedError) as error:
        problem = Problem("the note", f"a model could not be asked further: {error}")
        extras = replace(extras, problems=(*extras.problems, problem))
    return extras


def files(
    shelf: Shelf,
    parser: Parser,
    report: Mapping[str, Json],
    problems: Sequence[Problem],
    extras: Extras,
) -> Mapping[str, str | bytes]:
    """Every file of an output folder."""
    found = reconciled(shelf, extras.one or frozenset())
    prose = checked(extras.prose or (), shelf, found, parser)
    return render(note(shelf, found, making(report), prose), shelf.results, found, problems, report)


# --- what run.json tells ----------------------------------------------------------------


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Relations(_Lenient):
    model: str
    prompt: str
    pairs: int
    one: list[tuple[str, str]]


class _Point(_Lenient):
    claim_id: str
    text: str
    rests_on: list[str]


class _Prose(_Lenient):
    model: str
    prompt: str
    points: list[_Point]


class _Settings(_Lenient):
    policy: str = ""


class _Told(_Lenient):
    settings: _Settings = _Settings()
    provenote: str | None = None
    model: str | None = None
    prompts: dict[str, str] = {}
    answered: str | None = None
    relations: _Relations | None = None
    prose: _Prose | None = None
    runs: list["_Told"] = []

    def each(self) -> Iterator["_Told"]:
        """Itself, or the runs that it puts together."""
        if self.runs:
            for run in self.runs:
                yield from run.each()
        else:
            yield self


def stored(report: Mapping[str, Json]) -> Extras:
    """What a model had added to a run, as its run.json keeps it."""
    told = _told(report)
    extras = Extras()
    if told.relations:
        one = frozenset(told.relations.one)
        by = (told.relations.model, told.relations.prompt)
        extras = replace(extras, one=one, pairs=told.relations.pairs, related_by=by)
    if told.prose:
        prose = tuple(Prose(p.claim_id, p.text, tuple(p.rests_on)) for p in told.prose.points)
        extras = replace(extras, prose=prose, written_by=(told.prose.model, told.prose.prompt))
    return extras


def making(report: Mapping[str, Json]) -> Making:
    """How the note was made, as far as run.json tells."""
    told = _told(report)
    runs = list(told.each())
    versions = {f"provenote {run.provenote}": None for run in runs if run.provenote}
    policies = {Path(p).stem: None for run in runs if (p := run.settings.policy)}
    used = {pair: None for run in runs for pair in run.prompts.items()}
    return Making(
        " and ".join(versions),
        tuple(dict.fromkeys(run.model for run in runs if run.model)),
        tuple(sorted(used)),
        " and ".join(policies),
        max((run.answered for run in runs if run.answered), default=None),
        told.relations.pairs if told.relations else None,
        told.prose.model if told.prose else None,
    )


def _told(report: Mapping[str, Json]) -> _Told:
    """What can be read of it: of a run.json that is none, nothing."""
    try:
        return _Told.model_validate(dict(report))
    except ValidationError:
        return _Told()
