"""Prompt + variables -> the turns of a conversation (Jinja2; pure)."""

import re
from collections.abc import Iterator, Mapping
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
        found[0] if found[1] in shown else found[1]
        for found in _PLACEHOLDER.finditer(prompt.template)
        if found[0] not in shown
    )


def render_repair(prompt: Prompt, values: Mapping[str, object]) -> Message:
    """The user turn that shows a model its own problems."""
    for role, text in _turns(prompt):
        if role == "repair":
            return Message("user", _fill(prompt, text, values))
    msg = f"the prompt {prompt.name} has no repair turn; add a line '--- repair ---' and the text"
    raise SetupError(msg)


def _turns(prompt: Prompt) -> Iterator[tuple[Role, str]]:
    role: Role | None = None
    lines: list[str] = []
    for line in prompt.template.splitlines():
        if line in _ROLES:
            if role:
                yield role, "\n".join(lines).strip()
            role, lines = _ROLES[line], []
        else:
            lines.append(line)
    if role is None:
        msg = f"the prompt {prompt.name} has no turn; begin it with a line '--- system ---'"
        raise SetupError(msg)
    yield role, "\n".join(lines).strip()


def _fill(prompt: Prompt, text: str, values: Mapping[str, object]) -> str:
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # noqa: S701 (a prompt is no web page)
    )
    environment.filters |= {"fence": fence, "plain_quotes": plain_quotes}
    try:
        return environment.from_string(text).render(values)
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
