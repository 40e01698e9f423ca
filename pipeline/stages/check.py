"""Question + Reply -> Claims | Rejection, and the one repair question that shows the problems."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import jsonschema
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from pipeline.domain import (
    Citation,
    Claim,
    Failure,
    Message,
    Modality,
    Problem,
    Question,
    Rejection,
    Reply,
    Stance,
)
from pipeline.errors import SetupError
from pipeline.speech.cues import HEDGES
from pipeline.turns import render_repair

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Extraction:
    """The claims of a reply that passed the schema; their ids are given later, in text order."""

    claims: tuple[Claim, ...]


def check(question: Question, reply: Reply) -> Extraction | Rejection:
    """The claims of a reply; or what is wrong with it, every problem with its JSON path.

    Raises SetupError when the prompt's own schema lets through what cannot be read.
    """
    request = question.request
    try:
        if found := unusable(question, reply):
            return found
        return Extraction(tuple(_READERS[request.prompt](question, reply.text)))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        msg = (
            f"the schema of the prompt {request.prompt} lets through what cannot be read:"
            f" {where}: {first['msg'].lower()}; keep the fields of the shipped schema"
        )
        raise SetupError(msg) from error


REPAIRABLE: frozenset[Failure] = frozenset(
    {"empty", "invalid_json", "schema_violation", "placeholder"}
)
"""What a model may mend when it is shown; a refusal it would only repeat."""


def repair(question: Question, reply: Reply, rejection: Rejection) -> Question:
    """The same question once more, with the model's answer and what is wrong with it."""
    values = {"problems": rejection.problems}
    messages = (
        *question.request.messages,
        Message("assistant", reply.text or "(no answer)"),
        render_repair(question.prompt, values),
    )
    return replace(question, request=replace(question.request, messages=messages))


def unusable(question: Question, reply: Reply) -> Rejection | None:
    """What keeps a reply from being an answer; None where nothing does."""
    kind, found = _ending(reply) or _content(question, reply.text)
    request = question.request
    return Rejection(request.article_id, request.prompt, kind, tuple(found)) if found else None


def _ending(reply: Reply) -> tuple[Failure, list[Problem]] | None:
    """How a model ended otherwise than with an answer."""
    if reply.refusal:
        return "refusal", [Problem("$", f"the model refused: {reply.refusal}")]
    if reply.finish_reason == "length":
        return "truncated", [Problem("$", "the answer was cut off at the token limit")]
    if reply.finish_reason == "content_filter":
        return "content_filter", [Problem("$", "the endpoint filtered the answer")]
    if not reply.text.strip():
        return "empty", [Problem("$", "the answer is empty")]
    return None


def _content(question: Question, text: str) -> tuple[Failure, list[Problem]]:
    try:
        # strict: no half of a surrogate pair, no NaN, no nesting or number without end
        answer = from_json(text.encode("utf-8", "surrogatepass"), allow_inf_nan=False)
    except ValueError as error:
        return "invalid_json", [Problem("$", f"not JSON: {error}"), *_echoes(question, text)]
    if found := list(_schema_problems(question, answer)):
        return "schema_violation", [*found, *_echoes(question, text)]
    return "placeholder", list(_echoes(question, text))


def _schema_problems(question: Question, answer: object) -> Iterator[Problem]:
    validator = jsonschema.Draft202012Validator(question.prompt.strict)
    found = list(validator.iter_errors(answer))
    for failure in sorted(found, key=lambda f: f.json_path):
        yield Problem(failure.json_path, _shortened(failure.message))
    if not found and question.request.prompt == "summary":
        yield from _number_problems(question, _Summary.model_validate(answer))


def _shortened(message: str) -> str:
    """Both ends of a long message: what it is about, and what is wrong with it."""
    if len(message) <= _LONGEST:
        return message
    half = _LONGEST // 2 - 2
    return f"{message[:half]} … {message[-half:]}"


def _echoes(question: Question, text: str) -> Iterator[Problem]:
    """Words of the prompt's examples in the answer: nothing of an example may become a finding."""
    for word in sorted(question.forbidden):
        if re.search(rf"(?<![A-Z]){word}S?(?![A-Z])", text):
            message = f"repeats {word}, a placeholder of the instructions, not words of the text"
            yield Problem("$", message)


def _number_problems(question: Question, answer: "_Summary") -> Iterator[Problem]:
    last = len(question.spans)
    if wrong := [n for n in answer.numbers if not 1 <= n <= last]:
        yield Problem("$.numbers", f"there is no sentence {wrong[0]}; the last is {last}")


# --- from an answer to claims: one shape and one reader for each prompt -----------------------


class _Cited(BaseModel):
    quote: str
    attribution: tuple[str, ...]


class _Sentence(BaseModel):
    text: str
    citations: tuple[_Cited, ...]


class _Demand(BaseModel):
    demander: str | None
    addressee: str | None
    content: str
    stance: Stance
    modality: Modality
    condition_for: str | None
    citations: tuple[_Cited, ...]


class _Extract(BaseModel):
    summary: tuple[_Sentence, ...]
    demands: tuple[_Demand, ...]


class _Summary(BaseModel):
    numbers: tuple[int | float, ...]  # to JSON Schema 1e20 is an integer
    text: str


class _Position(BaseModel):
    holder: str | None
    things: tuple[str, ...]
    addressee: str | None
    told_by: str | None


def _read_extract(question: Question, text: str) -> Iterator[Claim]:
    answer = _Extract.model_validate_json(text)
    for sentence in answer.summary:
        yield Claim(
            "",
            question.request.article_id,
            "summary",
            text=sentence.text,
            citations=_cited(sentence.citations),
        )
    for demand in answer.demands:
        yield Claim(
            "",
            question.request.article_id,
            "demand",
            demander=_words(demand.demander),
            addressee=_words(demand.addressee),
            content=demand.content,
            stance=demand.stance,
            modality=demand.modality,
            condition_for=_words(demand.condition_for),
            citations=_cited(demand.citations),
        )


def _read_summary(question: Question, text: str) -> Iterator[Claim]:
    answer = _Summary.model_validate_json(text)
    cited = tuple(Citation(question.spans[int(n) - 1].exact) for n in dict.fromkeys(answer.numbers))
    yield Claim("", question.request.article_id, "summary", text=answer.text, citations=cited)


def _read_position(question: Question, text: str) -> Iterator[Claim]:
    answer = _Position.model_validate_json(text)
    sentence = question.spans[0].exact
    told_by = _words(answer.told_by)
    for thing in dict.fromkeys(t.strip() for t in answer.things):
        yield Claim(
            "",
            question.request.article_id,
            "demand",
            demander=_words(answer.holder),
            addressee=_words(answer.addressee),
            content=thing,
            stance=question.stance,
            modality=_modality(sentence, thing, told_by),
            citations=(Citation(sentence, (told_by,) if told_by else ()),),
        )


_READERS: Mapping[str, Callable[[Question, str], Iterator[Claim]]] = {
    "extract": _read_extract,
    "summary": _read_summary,
    "position": _read_position,
}


def _cited(citations: tuple[_Cited, ...]) -> tuple[Citation, ...]:
    return tuple(Citation(c.quote, c.attribution) for c in citations)


def _words(value: str | None) -> str | None:
    """A phrase, or None where the model had none to give: a blank or "None" is no name."""
    bare = value.strip() if value else ""
    return None if bare.lower() in _NOTHING else bare


_NOTHING = frozenset({"", "null", "none", "n/a"})


def _modality(sentence: str, thing: str, told_by: str | None) -> Modality:
    """How surely the sentence says it; read off the sentence, as it needs no model."""
    if any(mark + thing in sentence for mark in "\"“«'‘"):
        return "quoted"
    if not HEDGES.isdisjoint(sentence.lower().replace(",", " ").split()):
        return "hedged"
    return "attributed" if told_by else "asserted"
