"""The shipped prompts keep their promises, and a broken one is told in a sentence."""

import itertools
import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pipeline import prompts
from pipeline.domain import Json, Problem, Question
from pipeline.errors import SetupError
from pipeline.stages.ask import questions
from pipeline.stages.check import Extraction, check, unusable
from pipeline.stages.doubt import PROMPTS as DOUBT
from pipeline.stages.narrate import PROMPTS as NARRATE
from pipeline.stages.reconcile import PROMPTS as RELATE
from pipeline.turns import render_repair
from tests.newsroom import CRANES, article, parsed, plan, prompt, question, reply

ROOT = Path(__file__).parent.parent
SHIPPED = sorted(path.name for path in (ROOT / "prompts").iterdir() if path.is_dir())
SECOND = (*DOUBT, *RELATE, *NARRATE)
ANSWERS: dict[str, dict[str, Json]] = {
    "position": {"holder": "x", "things": ["x"], "addressee": "x", "told_by": "x"},
    "summary": {"numbers": [1], "text": "x"},
    "attribute": {"speaker": "x"},
    "narrative": {"numbers": [1], "text": "x"},
}
"""For prompts with small answers, one that passes."""

# --- what is sent ----------------------------------------------------------------------

WIRE_WORDS = frozenset(
    "$schema $defs $ref type properties required additionalProperties items enum anyOf"
    " description".split()
)
"""What strict structured outputs accept of JSON Schema, as far as we use it."""


def schemas(schema: Json) -> Iterator[dict[str, Json]]:
    """Every schema inside a schema, itself first; property names are no keywords."""
    if not isinstance(schema, dict):
        return
    yield schema
    for word in ("properties", "$defs"):
        named = schema.get(word, {})
        assert isinstance(named, dict)
        for inner in named.values():
            yield from schemas(inner)
    yield from schemas(schema.get("items"))
    for inner in schema.get("anyOf", []):  # type: ignore[union-attr]
        yield from schemas(inner)


@pytest.mark.parametrize("name", SHIPPED)
def test_wire_schema_keeps_to_what_strict_outputs_accept(name: str) -> None:
    """An endpoint refuses the whole request for one keyword too many."""
    for schema in schemas(dict(prompt(name).schema)):
        assert set(schema) <= WIRE_WORDS
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])  # type: ignore[arg-type]


def shape(schema: Json, root: dict[str, Json]) -> Json:
    """What an answer looks like, without how long or how many; references are followed."""
    assert isinstance(schema, dict)
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/$defs/")
        return shape(root["$defs"][name], root)  # type: ignore[call-overload, index]
    out: dict[str, Json] = {
        word: schema[word]
        for word in ("type", "enum", "required", "additionalProperties")
        if word in schema
    }
    if "properties" in schema:
        inner = schema["properties"].items()  # type: ignore[union-attr]
        out["properties"] = {name: shape(one, root) for name, one in inner}
    if "items" in schema:
        out["items"] = shape(schema["items"], root)
    return out


@pytest.mark.parametrize("name", SHIPPED)
def test_strict_schema_has_the_shape_of_the_wire_schema(name: str) -> None:
    """What the model may answer and what is then accepted differ in lengths and patterns alone."""
    of = prompt(name)

    assert shape(dict(of.strict), dict(of.strict)) == shape(dict(of.schema), dict(of.schema))
    # one word of a list has no length
    assert of.strict != of.schema or name in {"support", "relate"}


@pytest.mark.parametrize("name", SHIPPED)
def test_prompt_says_that_the_text_is_data(name: str) -> None:
    """Instructions inside an article are to be ignored, and the model is told so."""
    system = prompt(name).template.split("--- user ---")[0]

    assert re.search(r"\bdata\b", system)
    assert re.search(r"\bignored?\b.*\binside\b|\binside\b.*\bignored?\b", system)


@pytest.mark.parametrize("name", sorted(set(SHIPPED) - set(SECOND)))
def test_prompt_can_ask_for_a_repair(name: str) -> None:
    """Each shows a model where its answer was wrong, and how; advice is asked for but once."""
    turn = render_repair(prompt(name), {"problems": (Problem("$.a[3]", "it is a fish"),)})

    assert "$.a[3]: it is a fish" in turn.content


# --- no word of an example can come out ------------------------------------------------


def turns(name: str) -> list[tuple[str, str]]:
    """The turns of a shipped prompt's file, as written: role and words."""
    template = (ROOT / "prompts" / name / "prompt.md").read_text(encoding="utf-8")
    parts = re.split(r"^--- (\w+) ---$", template, flags=re.MULTILINE)
    return list(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def examples(name: str) -> list[tuple[str, dict[str, Json]]]:
    """The worked examples of a prompt: what is shown, and what is answered."""
    found = turns(name)
    return [
        (shown, json.loads(answer))
        for (_, shown), (role, answer) in itertools.pairwise(found)
        if role == "assistant"
    ]


def strings(value: Json) -> Iterator[str]:
    """Every text inside an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def fields(answer: Json, word: str) -> Iterator[dict[str, Json]]:
    """The answer once for each of its texts, with that text replaced."""
    assert isinstance(answer, dict)
    for name, value in answer.items():
        if isinstance(value, str):
            yield {**answer, name: word}
        elif isinstance(value, list) and value and isinstance(value[0], str):
            yield {**answer, name: [*value, word]}


WITH_EXAMPLES = [name for name in SHIPPED if examples(name)]
PLACEHOLDERS = sorted(
    {
        (name, word)
        for name in WITH_EXAMPLES
        for _, words in turns(name)
        for word in re.findall(r"\w*[A-Z]\d+\w*", words)
    }
)


@cache
def asked(name: str, text: str) -> Question:
    """The first question of a prompt about a text."""
    story = article(text)
    found = questions(story, parsed(story), plan())
    return next(
        (one for one in found if one.request.prompt == name), question(name, *text.split("\n"))
    )


def accepts(name: str, answer: Json, text: str = CRANES) -> bool:
    """Whether an answer to a question of this prompt about a text can be used."""
    if name in SECOND:
        return not unusable(asked(name, text), reply(answer))
    return isinstance(check(asked(name, text), reply(answer)), Extraction)


def test_there_are_examples_to_look_at() -> None:
    """The tests below look at something: the small questions are shown by example."""
    assert WITH_EXAMPLES == ["attribute", "narrative", "position"]
    assert len(PLACEHOLDERS) > 20


@pytest.mark.parametrize(("name", "word"), PLACEHOLDERS, ids=lambda value: value)
def test_placeholder_is_refused_in_every_field(name: str, word: str) -> None:
    """Alone, inside a phrase, or glued to a word: no answer with a placeholder passes."""
    assert accepts(name, ANSWERS[name])
    for said in (
        word,
        f"the {word} of it",
        f"“{word}”",
        f"{word}'s men",
        f"non-{word}",
        f"x{word}",
    ):
        for answer in fields(ANSWERS[name], said):
            assert not accepts(name, answer), answer


@pytest.mark.parametrize(
    "word", ["G20", "M23", "F-16", "COP29", "Brigade 93", "the group", "a thing", "NOTHING", "x"]
)
def test_names_that_look_like_a_placeholder_are_let_through(word: str) -> None:
    """Real names with capitals and numbers, and the plain words themselves, may be answered."""
    for answer in fields(ANSWERS["position"], word):
        assert accepts("position", answer), answer


LOUD = "THE GROUP OF THE PORT AND ITS SOURCES: The group demanded that SOURCE 7 take the PLACE.\n"


def test_words_that_the_article_has_itself_may_be_answered() -> None:
    """A text in capitals, or one that speaks of a GROUP, loses no answer."""
    for word in ("THE GROUP", "THE GROUP OF THE PORT", "SOURCE 7", "PLACE"):
        for answer in fields(ANSWERS["position"], word):
            assert accepts("position", answer, LOUD), answer


def test_an_article_that_has_the_word_does_not_let_the_placeholder_in() -> None:
    """THE GROUP in an article is no excuse for GROUP3, which stands in the examples alone."""
    numbered = [word for name, word in PLACEHOLDERS if name == "position"]

    for word in numbered:
        for answer in fields(ANSWERS["position"], word):
            assert not accepts("position", answer, LOUD), answer


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_example_answered_again_is_refused(name: str) -> None:
    """Every text of every example's answer holds a placeholder: none can be repeated as it is."""
    said = [text for _, answer in examples(name) for text in strings(answer)]

    assert len(said) > 2
    for text in said:
        for answer in fields(ANSWERS[name], text):
            assert not accepts(name, answer), answer


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_are_true_to_their_own_sentences(name: str) -> None:
    """An example that answers with words it was not shown teaches a model to invent."""
    for shown, answer in examples(name):
        assert set(answer) == set(ANSWERS[name])
        for text in strings(answer):
            # prose is put together from what is shown
            words = re.findall(r"[A-Z]+\d", text) if name == "narrative" else [text]
            assert words
            assert all(word in shown for word in words)


@pytest.mark.parametrize("name", SHIPPED)
def test_only_examples_hold_placeholders(name: str) -> None:
    """The questions themselves and the repair speak in plain words."""
    written = turns(name)
    last = max(n for n, (role, _) in enumerate(written) if role == "user")
    shown = [words for role, words in written if role in {"system", "repair"}]

    assert not re.search(r"\b[A-Z]+\d", " ".join([*shown, written[last][1]]))


# --- loading ---------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped prompts, to be spoilt."""
    return Path(shutil.copytree(ROOT / "prompts", tmp_path / "prompts"))


def test_the_version_is_of_template_and_schema(folder: Path) -> None:
    """One word changed in either makes another version; the same words make the same one."""
    before = prompts.load("summary", folder).version
    assert before == prompts.load("summary", ROOT / "prompts").version

    template = folder / "summary" / "prompt.md"
    template.write_text(template.read_text("utf-8").replace("plain", "simple"), "utf-8")
    other = prompts.load("summary", folder).version
    schema = folder / "summary" / "schema.json"
    schema.write_text(schema.read_text("utf-8").replace('"text"', '"words"'), "utf-8")

    assert len({before, other, prompts.load("summary", folder).version}) == 3


def test_without_a_strict_schema_the_wire_schema_decides(folder: Path) -> None:
    """A prompt of one's own need not have a second schema."""
    (folder / "summary" / "strict.json").unlink()

    loaded = prompts.load("summary", folder)

    assert loaded.strict == loaded.schema


def test_unknown_prompt_is_told_with_the_known(folder: Path) -> None:
    """A slip in a name is seen at once, beside the names that there are."""
    with pytest.raises(
        SetupError, match=r"no prompt 'positions' .*extract, narrative, position, relate, summary"
    ):
        prompts.load("positions", folder)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("prompt.md", None, "cannot read"),
        ("prompt.md", b"\xff\xfe\xff", "cannot read"),
        ("prompt.md", b"--- user ---\nfine\n{% for x %}", "line 3"),
        ("prompt.md", b"--- user ---\n{{ text ", "line 2"),
        ("schema.json", None, "cannot read"),
        ("schema.json", b"{", "is not JSON"),
        ("schema.json", b'{"type": "objekt"}', "is not a JSON schema: $.type"),
        ("schema.json", b'{"type": "string", "pattern": "("}', "is not a JSON schema: $.pattern"),
        ("schema.json", b"true", "is not a JSON schema of an object"),
        ("schema.json", b'{"items": {"$ref": "#/$defs/fish"}}', "#/$defs/fish"),
        ("strict.json", b'{"$ref": "https://example.org/fish.json"}', "example.org/fish.json"),
        ("strict.json", b"[]", "is not"),
    ],
)
def test_broken_prompt_is_one_sentence_that_names_the_file(
    folder: Path, file: str, content: bytes | None, said: str
) -> None:
    """Who writes a prompt of their own reads which file is wrong, and where, before any asking."""
    path = folder / "summary" / file
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)

    with pytest.raises(SetupError) as caught:
        prompts.load("summary", folder)

    assert str(path) in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
