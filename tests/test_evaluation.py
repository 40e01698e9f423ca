"""The figures of labelled claims, against ones worked out by hand."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Ruling
from pipeline.evaluation import Labelled, figures

RULINGS: tuple[Ruling, ...] = ("supported", "review", "rejected")


def one(article: str, score: float, ruling: Ruling, *, faithful: bool) -> Labelled:
    """A labelled claim."""
    return Labelled(article, faithful, "" if faithful else "number_changed", ruling, score)


ROWS = [
    one("a", 0.9, "supported", faithful=True),
    one("a", 0.6, "review", faithful=True),
    one("b", 0.4, "rejected", faithful=True),
    one("b", 0.7, "supported", faithful=True),
    one("a", 0.6, "supported", faithful=False),
    one("b", 0.1, "rejected", faithful=False),
]


def test_figures_worked_out_by_hand() -> None:
    """Of four faithful two are supported, one is rejected; of two false one passes.

    The pairs of scores: 0.9 and 0.7 beat both, 0.6 ties with one and beats one, 0.4 beats one.
    """
    told = figures(ROWS, 0.5).values

    assert told["passed"] == 50
    assert told["thrown"] == 25
    assert told["decided"] == pytest.approx(83.3)
    assert told["bacc"] == 50  # half of the false are not supported, half of the faithful are
    assert told["bacc_score"] == pytest.approx(62.5)  # three of four, and one of two
    assert told["auc"] == pytest.approx((2 + 2 + 1.5 + 1) / 8, abs=0.001)


def test_intervals_are_the_same_each_time_and_hold_the_figure() -> None:
    """A fixed draw; an interval over articles lies around its figure."""
    first, second = figures(ROWS * 5, 0.5), figures(ROWS * 5, 0.5)

    assert first.intervals == second.intervals
    for name, (low, high) in first.intervals.items():
        assert low <= first.values[name] <= high, name


def test_one_article_has_no_interval() -> None:
    """Claims about one article are no sample of articles."""
    assert figures([r for r in ROWS if r.article_id == "a"], 0.5).intervals == {}


@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(RULINGS), st.floats(0, 1), st.sampled_from("ab")),
        min_size=1,
        max_size=12,
    )
)
def test_auc_is_the_share_of_pairs(rows: list[tuple[bool, Ruling, float, str]]) -> None:
    """AUC counts pairs, ties half, and shares lie within 0 and 100."""
    labelled = [one(a, score, ruling, faithful=f) for f, ruling, score, a in rows]
    told = figures(labelled, 0.5).values
    good = [r.score for r in labelled if r.faithful]
    bad = [r.score for r in labelled if not r.faithful]
    pairs = [(g > b) + (g == b) / 2 for g, b in itertools.product(good, bad)]

    assert ("auc" in told) == bool(pairs)
    if pairs:
        assert told["auc"] == pytest.approx(sum(pairs) / len(pairs), abs=0.001)
    assert all(0 <= told[name] <= 100 for name in told if not name.startswith("n_"))
