"""What announces a stance, and what only looks like it."""

import pytest

from pipeline.speech.stances import stance_cues
from tests.newsroom import parser


def stances(text: str) -> list[str]:
    """The stances that a text announces."""
    parse = parser()(text, "en")
    return [cue.stance for cue in stance_cues(parse, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Two officials at the agency, who asked not to be named, said the lake could dry up.",
        "A trader who declined to be identified said prices would rise.",
        "One of the doctors, who requested anonymity, said the ward was full.",
        "The aide insisted on anonymity and said the talks had ended.",
        "The engineer refused to be quoted by name but said the bridge was safe.",
    ],
)
def test_who_keeps_a_name_back_demands_nothing(text: str) -> None:
    """The stock phrase of every anonymous source is no position in the matter."""
    assert stances(text) == []


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The striker asked to be named captain of the team.", "demands"),
        ("The minister refused to name a successor.", "rejects"),
        ("The families asked not to be moved from the valley.", "demands"),
        ("The union asked the firm to name the owners.", "demands"),
    ],
)
def test_a_demand_about_names_is_a_demand(text: str, stance: str) -> None:
    """Naming somebody, or being named to something, can be the very matter."""
    assert stances(text) == [stance]
