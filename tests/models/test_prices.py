"""What tokens cost, and files of prices of a user's own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain import Usage
from pipeline.errors import SetupError
from pipeline.models.prices import Price, load


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A file of prices."""
    path = tmp_path / "prices.toml"
    path.write_text(
        'batch = 0.4\n[models]\n"house-1" = { input = 1, output = 2 }\n'
        '"gpt-4o-mini" = { input = 0, output = 0 }\n'
    )
    return path


def test_own_prices_come_before_the_shipped_ones(own: Path) -> None:
    """A file of a user's adds models and changes prices, and leaves the others."""
    shipped, prices = load(), load(own)

    assert shipped.of("house-1") is None
    assert prices.of("house-1") == Price(input=1, output=2)
    assert prices.of("gpt-4o-mini") == Price(input=0, output=0)
    assert prices.of("gpt-5") == shipped.of("gpt-5") is not None
    assert (shipped.batch, prices.batch) == (0.5, 0.4)


@pytest.mark.parametrize(
    ("name", "same_as"),
    [
        ("gpt-4.1-mini-2025-04-14", "gpt-4.1-mini"),
        ("gpt-4.1-mini-long", None),
        ("gpt-4.1-min", None),
        ("ft:gpt-4.1-mini:us", None),
        ("", None),
    ],
)
def test_a_dated_name_costs_what_the_name_does(name: str, same_as: str | None) -> None:
    """A date makes no other model; anything else does, and its price is unknown, not zero."""
    assert load().of(name) == (load().of(same_as) if same_as else None)


def test_tokens_are_paid_by_the_million() -> None:
    """Cached tokens are part of the question's, and cost their own price, or the common one."""
    usage = Usage(1_000_000, 500_000, 400_000)

    assert Price(input=2, output=8, cached=0.5).of(usage) == pytest.approx(1.2 + 0.2 + 4)
    assert Price(input=2, output=8).of(usage) == pytest.approx(6)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.data())
def test_more_tokens_never_cost_less(prompt: int, completion: int, data: st.DataObject) -> None:
    """A budget may count on it."""
    price = Price(input=2, output=8, cached=0.5)
    cached = data.draw(st.integers(0, prompt))

    assert 0 <= price.of(Usage(prompt, completion, cached)) <= price.of(Usage(prompt, completion))
    assert price.of(Usage(prompt, completion)) <= price.of(Usage(prompt + 1, completion + 1))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("models = {", ["is not TOML"]),
        (b"\xff", ["is not TOML"]),
        ('[models]\n"a" = { input = 1 }', ["models.a.output", "field required"]),
        ('[models]\n"a" = { input = -1, output = 1 }', ["models.a.input", "greater than"]),
        ('[models]\n"a" = { input = nan, output = 1 }', ["models.a.input", "finite"]),
        ('[models]\n"a" = { inputs = 1, input = 1, output = 1 }', ["models.a.inputs"]),
        ("batch = 2", ["batch", "less than"]),
        ("[model]", ["model:"]),
    ],
)
def test_a_broken_file_is_told_in_a_sentence(
    tmp_path: Path, text: str | bytes, words: list[str]
) -> None:
    """It names the file, the place, and how it is written."""
    path = tmp_path / "prices.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(SetupError) as caught:
        load(path)

    assert all(word in str(caught.value) for word in [str(path), *words]), caught.value
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the option to mend."""
    with pytest.raises(SetupError, match=r"cannot read the prices in .*no such file.*--prices"):
        load(tmp_path / "none.toml")
