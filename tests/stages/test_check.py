"""A reply becomes claims, or every problem it has; and there is one way to ask again."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Citation, Claim, Json, Rejection, Reply
from pipeline.errors import SetupError
from pipeline.stages.check import Extraction, check, repair
from tests.newsroom import question, reply

POSITION: dict[str, Json] = {
    "holder": "the dockers' union",
    "things": ["new cranes", "a second shift"],
    "addressee": "the port",
    "told_by": "Ines Calado",
}
DEMAND: dict[str, Json] = {
    "demander": "the union",
    "addressee": None,
    "content": "new cranes",
    "stance": "demands",
    "modality": "attributed",
    "condition_for": None,
    "citations": [{"quote": "wants new cranes", "attribution": ["the Gazette", "Ines Calado"]}],
}
SENTENCE = "The union demanded new cranes and a second shift, Ines Calado said."


def claims(name: str, answer: Json, *sentences: str) -> tuple[Claim, ...]:
    """The claims of an answer that passes."""
    checked = check(question(name, *(sentences or (SENTENCE,))), reply(answer))
    assert isinstance(checked, Extraction), checked
    return checked.claims


def problems(name: str, answer: Json, *sentences: str) -> dict[str, str]:
    """The problems of an answer that does not pass, by their paths."""
    checked = check(question(name, *(sentences or (SENTENCE,))), reply(answer))
    assert isinstance(checked, Rejection), checked
    assert (checked.article_id, checked.prompt) == ("cranes", name)
    for problem in checked.problems:
        assert problem.message
        assert "\n" not in problem.message
    return {problem.where: problem.message for problem in checked.problems}


# --- what passes -----------------------------------------------------------------------


def test_each_thing_of_a_position_is_a_demand() -> None:
    """One claim for each thing; it cites the whole sentence, and who says so."""
    first, second = claims("position", POSITION)

    assert first == Claim(
        "",
        "cranes",
        "demand",
        demander="the dockers' union",
        addressee="the port",
        content="new cranes",
        stance="demands",
        modality="attributed",
        citations=(Citation(SENTENCE, ("Ines Calado",)),),
    )
    assert replace(second, content="new cranes") == first
    assert second.content == "a second shift"


def test_nothing_held_is_no_claim() -> None:
    """A sentence in which nobody holds anything gives nothing, and is no problem."""
    nothing: Json = {"holder": None, "things": [], "addressee": None, "told_by": None}

    assert claims("position", nothing) == ()


def test_a_thing_said_twice_is_one_claim() -> None:
    """A small model that repeats itself does not make one demand into two."""
    doubled: Json = {**POSITION, "things": ["new cranes", "new cranes ", "\tnew cranes"]}

    assert [claim.content for claim in claims("position", doubled)] == ["new cranes"]


@pytest.mark.parametrize("blank", ["", " ", "\n\t"])
def test_a_blank_says_no_more_than_null(blank: str) -> None:
    """Missing is a value: a name of spaces does not become a demander."""
    (claim,) = claims("position", {**POSITION, "things": ["x"], "holder": blank, "told_by": blank})

    assert (claim.demander, claim.citations[0].attribution) == (None, ())


@pytest.mark.parametrize(
    ("sentence", "told_by", "modality"),
    [
        ("She demanded “new cranes” at once.", "Ines Calado", "quoted"),
        ('She demanded "new cranes" at once.', None, "quoted"),
        ("She reportedly demanded new cranes.", "Ines Calado", "hedged"),
        ("Allegedly, she demanded new cranes.", None, "hedged"),
        ("She demanded new cranes.", "Ines Calado", "attributed"),
        ("She demanded new cranes.", None, "asserted"),
    ],
)
def test_how_surely_it_is_said_is_read_off_the_sentence(
    sentence: str, told_by: str | None, modality: str
) -> None:
    """Marks and doubts of the sentence are kept, whoever the model was."""
    (claim,) = claims(
        "position", {**POSITION, "things": ["new cranes"], "told_by": told_by}, sentence
    )

    assert claim.modality == modality


def test_a_summary_cites_the_sentences_of_its_numbers() -> None:
    """Numbers become the very words of the sentences, each once, in the order given."""
    (claim,) = claims("summary", {"numbers": [3, 1, 3], "text": "Both."}, "One.", "Two.", "Three.")

    assert (claim.kind, claim.text) == ("summary", "Both.")
    assert claim.citations == (Citation("Three."), Citation("One."))


def test_a_whole_answer_gives_summary_and_demands() -> None:
    """The large model's answer keeps every field, and the chain outermost first."""
    cited: Json = [{"quote": "the union", "attribution": []}]
    answer: Json = {"summary": [{"text": "The union wants.", "citations": cited}]}

    summary, demand = claims("extract", {**answer, "demands": [DEMAND]})  # type: ignore[dict-item]

    assert (summary.kind, summary.text, summary.citations) == (
        "summary",
        "The union wants.",
        (Citation("the union"),),
    )
    assert (demand.kind, demand.demander, demand.addressee) == ("demand", "the union", None)
    assert (demand.stance, demand.modality, demand.condition_for) == ("demands", "attributed", None)
    assert demand.citations == (Citation("wants new cranes", ("the Gazette", "Ines Calado")),)


@given(st.text(min_size=1, max_size=600).filter(str.strip))
def test_words_come_out_as_the_model_wrote_them(words: str) -> None:
    """No repair, no clean-up: emoji, other scripts and odd signs reach the claim unchanged."""
    (claim,) = claims("summary", {"numbers": [1], "text": words}, "One.")

    assert claim.text == words


# --- what does not ---------------------------------------------------------------------


def test_every_problem_is_told_at_once_with_its_path() -> None:
    """One repair is all there is, so it must not hear of one fault at a time."""
    bad: Json = {**DEMAND, "stance": "begs", "citations": [{"quote": "", "attribution": [1]}]}
    del bad["modality"]  # type: ignore[arg-type, union-attr]

    found = problems("extract", {"summary": "none", "demands": [DEMAND, bad], "mood": 1})

    assert set(found) == {
        "$",
        "$.summary",
        "$.demands[1]",
        "$.demands[1].stance",
        "$.demands[1].citations[0].quote",
        "$.demands[1].citations[0].attribution[0]",
    }
    assert "'mood'" in found["$"]
    assert "'modality'" in found["$.demands[1]"]
    assert "'begs'" in found["$.demands[1].stance"]


@pytest.mark.parametrize(
    ("answer", "path"),
    [
        ({**POSITION, "holder": 7}, "$.holder"),
        ({**POSITION, "holder": ["the union"]}, "$.holder"),
        ({**POSITION, "holder": "x" * 301}, "$.holder"),
        ({**POSITION, "things": "new cranes"}, "$.things"),
        ({**POSITION, "things": [" "]}, "$.things[0]"),
        ({**POSITION, "things": [None]}, "$.things[0]"),
        ({**POSITION, "things": ["x"] * 21}, "$.things"),
        ({**POSITION, "things": ["x" * 2001]}, "$.things[0]"),
        ({**POSITION, "mood": "angry"}, "$"),
        ({"holder": None}, "$"),
        ([POSITION], "$"),
        (None, "$"),
        (3, "$"),
    ],
)
def test_a_position_that_breaks_the_schema_is_a_problem(answer: Json, path: str) -> None:
    """Each fault is found, and its message stays short whatever the answer holds."""
    found = problems("position", answer)

    assert path in found
    assert all(len(message) <= 300 for message in found.values())


def test_a_placeholder_is_told_in_plain_words() -> None:
    """The model reads that it copied the instructions, and what; other problems stand beside it."""
    checked = check(
        question("position", SENTENCE),
        reply({**POSITION, "holder": "PERSON3", "things": ["THING1", "x"], "told_by": 7}),
    )

    assert isinstance(checked, Rejection)
    told = {problem.message: problem.where for problem in checked.problems}
    assert "$.told_by" in told.values()
    for word in ("PERSON", "THING"):
        assert [m for m in told if m.startswith(f"repeats {word}") and "placeholder" in m]


@pytest.mark.parametrize(
    "text",
    [
        "The union demands cranes.",
        '{"holder": "the un',
        '```json\n{"holder": null}\n```',
        '{"numbers": [1], "text": "x"} and more',
        '{"numbers": [NaN], "text": "x"}',
        '{"numbers": [1], "text": "half \\ud83d of a sign"}',
        '{"numbers": [1], "text": "the other \\ude00 half"}',
        '{"numbers": [1], "\\ud83d": "x", "text": "x"}',
        '{"numbers": [1], "text": "half \ud83d of a sign"}',
        "[" * 300 + "]" * 300,
        "[" * 100_000,
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        "[" + "1" * 5000 + "]",
    ],
    ids=lambda text: text[:28].encode("ascii", "backslashreplace").decode(),
)
@pytest.mark.parametrize("name", ["summary", "position", "extract"])
def test_what_is_not_json_is_one_problem(name: str, text: str) -> None:
    """Prose, half an object, half a character, nesting without end: told, never a crash."""
    found = problems(name, text)

    assert list(found) == ["$"]
    assert found["$"].startswith("not JSON: ")


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_answer_is_told_from_a_broken_one(text: str) -> None:
    """Nothing at all is no JSON that breaks off."""
    assert problems("summary", text) == {"$": "the answer is empty"}


ECHO = '{"holder": "PERSON1", "things": ["a"], "addressee": null, "told_by": null}'


@pytest.mark.parametrize(
    ("came", "kind"),
    [
        (Reply("", "stop", "tiny", refusal="I may not."), "refusal"),
        (Reply("{", "content_filter", "tiny"), "content_filter"),
        (Reply("{", "length", "tiny"), "truncated"),
        (Reply("", "stop", "tiny"), "empty"),
        (Reply("{", "stop", "tiny"), "invalid_json"),
        (Reply("{}", "stop", "tiny"), "schema_violation"),
        (Reply(ECHO, "stop", "tiny"), "placeholder"),
    ],
)
def test_the_ways_an_answer_fails_are_told_apart(came: Reply, kind: str) -> None:
    """A report that counts refusals, cuts and broken answers says what to mend."""
    found = check(question("position", SENTENCE), came)

    assert isinstance(found, Rejection)
    assert found.kind == kind


def test_a_whole_pair_of_surrogates_is_a_character() -> None:
    """JSON writes an emoji as two escapes; both together are fine."""
    (claim,) = claims("summary", '{"numbers": [1], "text": "fine \\ud83d\\ude00"}', "One.")

    assert claim.text == "fine 😀"


@pytest.mark.parametrize(
    ("number", "told"), [("3", "3"), ("99", "99"), ("1e20", "1e+20"), ("1" * 30, "1" * 30)]
)
def test_a_sentence_that_does_not_exist_is_a_problem(number: str, told: str) -> None:
    """A number beyond the sentences shown cites nothing, so it does not pass."""
    found = problems("summary", f'{{"numbers": [1, {number}], "text": "x"}}', "One.", "Two.")

    assert found == {"$.numbers": f"there is no sentence {told}; the last is 2"}


@pytest.mark.parametrize("number", ["0", "-1", "1.5", '"1"', "true", "null"])
def test_a_number_that_counts_nothing_is_a_problem(number: str) -> None:
    """Sentences are counted from one: nought and minus one do not cite the last."""
    assert "$.numbers[0]" in problems("summary", f'{{"numbers": [{number}], "text": "x"}}', "One.")


def test_numbers_are_counted_even_where_the_schema_does_not() -> None:
    """A prompt of one's own with one loose schema still cannot cite sentence nought."""
    asked = question("summary", "One.", "Two.")
    loose = replace(asked, prompt=replace(asked.prompt, strict=asked.prompt.schema))

    for number in (0, -1, 3):
        checked = check(loose, reply({"numbers": [number], "text": "x"}))

        assert isinstance(checked, Rejection)
        assert checked.problems[0].where == "$.numbers"


@pytest.mark.parametrize(
    ("came", "told"),
    [
        (Reply("", "stop", "tiny", refusal="I may not."), "the model refused: I may not."),
        (Reply('{"holder"', "length", "tiny"), "cut off at the token limit"),
        (Reply(json.dumps(POSITION), "length", "tiny"), "cut off at the token limit"),
        (Reply("", "content_filter", "tiny"), "the endpoint filtered the answer"),
    ],
)
def test_an_answer_that_did_not_come_whole_is_told_as_what_it_is(came: Reply, told: str) -> None:
    """A refusal, a cut-off, a filter: the report says which, not that the JSON is bad."""
    checked = check(question("position", SENTENCE), came)

    assert isinstance(checked, Rejection)
    (problem,) = checked.problems
    assert told in problem.message


def test_a_schema_that_lets_through_what_cannot_be_read_is_the_prompts_fault() -> None:
    """Who changes the fields of a prompt reads which field is missed, and no traceback."""
    asked = question("position", SENTENCE)
    own = replace(asked, prompt=replace(asked.prompt, strict={"type": "object"}))

    with pytest.raises(SetupError, match=r"the prompt position .*told_by: field required"):
        check(own, reply({"holder": None, "things": [], "addressee": None}))


# --- asking again ----------------------------------------------------------------------


def test_the_repair_shows_the_answer_and_its_problems() -> None:
    """The model sees its own words and every problem; the question before stands unchanged."""
    asked = question("position", SENTENCE)
    came = reply({**POSITION, "holder": 7, "things": ["PERSON1"]})
    checked = check(asked, came)
    assert isinstance(checked, Rejection)

    again = repair(asked, came, checked)

    *before, answer, told = again.request.messages
    assert tuple(before) == asked.request.messages
    assert (answer.role, answer.content) == ("assistant", came.text)
    assert told.role == "user"
    for problem in checked.problems:
        assert f"{problem.where}: {problem.message}" in told.content
    assert replace(again.request, messages=()) == replace(asked.request, messages=())
    assert again.request.key != asked.request.key
    assert (again.spans, again.stance) == (asked.spans, asked.stance)


def test_the_repair_of_no_answer_still_has_a_turn() -> None:
    """Endpoints refuse an empty turn."""
    asked, came = question("position", SENTENCE), Reply("", "stop", "tiny")
    rejection = check(asked, came)

    assert isinstance(rejection, Rejection)
    assert repair(asked, came, rejection).request.messages[-2].content == "(no answer)"
