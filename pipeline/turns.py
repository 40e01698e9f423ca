"""Prompt + variables -> the turns of a conversation (Jinja2; pure)."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

import jinja2

from pipeline.domain import Message, Prompt
from pipeline.errors import SetupError

Role = Literal["system", "user", "assistant", "repair"]
_ROLES: Mapping[str, Role] = {
    "--- system ---": "system",
    "--- user ---": "user",
    "--- assistant ---": "assistant",
    "--- repair ---": "repair",
}

# large letters and a number, which no sentence of an article needs
_PLACEHOLDER = re.compile(r"\b([A-Z]{4,})\d+\b")
_SINGLE = str.maketrans(dict.fromkeys('"“”„‟«»', "'"))


def render(prompt: Prompt, values: Mapping[str, object]) -> tuple[Message, ...]:
    """The turns of a prompt, filled in; raises SetupError that names a missing variable.

    The template is cut into turns before anything is filled in, so no article can add a turn.
    """
    return tuple(
        Message(role, _fill(prompt, text, values))
        for role, text in _turns(prompt)
        if role != "repair"
    )


def placeholders(prompt: Prompt, shown: str) -> frozenset[str]:
    """The words that stand for content in a prompt's examples: PERSON, THING.

    Without their numbers; a word that the text shown has itself is only meant with its number.
    """
    return frozenset(
        kind if kind not in shown else one
        for one, kind in _placeholders(prompt.template)
        if one not in shown
    )


@lru_cache(maxsize=64)
def _placeholders(template: str) -> frozenset[tuple[str, str]]:
    """PERSON1 and the like, each with its word alone."""
    return frozenset((found[0], found[1]) for found in _PLACEHOLDER.finditer(template))


def render_repair(prompt: Prompt, values: Mapping[str, object]) -> Message:
    """The user turn that shows a model its own problems."""
    for role, text in _turns(prompt):
        if role == "repair":
            return Message("user", _fill(prompt, text, values))
    msg = f"the prompt {prompt.name} has no repair turn; add a line '--- repair ---' and the text"
    raise SetupError(msg)


def _turns(prompt: Prompt) -> tuple[tuple[Role, str], ...]:
    if turns := _cut(prompt.template):
        return turns
    msg = f"the prompt {prompt.name} has no turn; begin it with a line '--- system ---'"
    raise SetupError(msg)


@lru_cache(maxsize=64)
def _cut(template: str) -> tuple[tuple[Role, str], ...]:
    turns: list[tuple[Role, list[str]]] = []
    for line in template.splitlines():
        if line in _ROLES:
            turns.append((_ROLES[line], []))
        elif turns:
            turns[-1][1].append(line)
    return tuple((role, "\n".join(lines).strip()) for role, lines in turns)


@lru_cache(maxsize=512)
def _compiled(text: str) -> jinja2.Template:
    """A turn is filled in for every question: compiled once, it takes a tenth of the time."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # noqa: S701 (a prompt is no web page)
    )
    environment.filters |= {"fence": fence, "plain_quotes": plain_quotes}
    return environment.from_string(text)


def _fill(prompt: Prompt, text: str, values: Mapping[str, object]) -> str:
    try:
        return _compiled(text).render(values)
    except jinja2.UndefinedError as error:
        msg = f"the prompt {prompt.name} needs a variable that it was not given: {error.message}"
        raise SetupError(msg) from error
    # what an expression of a template may run into: {{ 1 / 0 }}, {{ cue + 1 }}
    except (jinja2.TemplateError, ArithmeticError, TypeError, ValueError) as error:
        msg = f"the prompt {prompt.name} cannot be filled in: {error}"
        raise SetupError(msg) from error


def fence(text: str, tag: str) -> str:
    """Text between tags that it cannot close by itself: `</tag`, in any case, is broken up."""
    inert = re.sub(rf"<(?=/\s*{re.escape(tag)})", "< ", text, flags=re.IGNORECASE)
    return f"<{tag}>{inert}</{tag}>"


def plain_quotes(text: str) -> str:
    """Double quotation marks as single ones: a small model ends its JSON string at a double one.

    Only what a model is shown changes, never an Article.
    """
    return text.translate(_SINGLE)
