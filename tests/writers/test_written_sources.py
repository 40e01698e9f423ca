"""sources.csl.json: what reference managers read, and nothing that an article does not tell."""

import json
import re
from importlib.resources import files
from typing import Any

import pypandoc
import pytest
from citeproc.source.json import CiteProcJSON

from pipeline.domain import Article, Json, Result
from pipeline.writers import csl
from tests.writers import story


def items(*articles: Article) -> list[dict[str, Any]]:
    """The items of some articles."""
    found: list[dict[str, Any]] = json.loads(csl.sources(Result(one) for one in articles))
    return found


def published(date: str) -> Json:
    """What becomes of a date of publication."""
    [item] = items(Article("a", "text", "0" * 64, published=date))
    issued: Json = item["issued"]
    return issued


def official(name: str) -> set[str]:
    """The words of a list of the official CSL 1.0.2 schema, as citeproc-py carries it."""
    schema = files("citeproc").joinpath("data", "schema", "schemas", "styles", name)
    return set(re.findall(r'"([^"]+)"', schema.read_text("utf-8")))


def test_an_article_with_all_its_data_is_a_newspaper_article() -> None:
    """Title, outlet, address, date and language go where a citation looks for them."""
    [port, _] = json.loads(story.written(story.strikes())["sources.csl.json"])
    assert port == {
        "id": "port-strike",
        "type": "article-newspaper",
        "title": "Valparaíso dockers extend strike",
        "container-title": "Coastal Courier",
        "URL": "https://courier.example/valparaiso",
        "issued": {"date-parts": [[2024, 4, 9]]},
        "language": "en",
    }


def test_what_is_not_known_is_left_out() -> None:
    """No empty title, no date of access, no guess at the kind of document."""
    assert items(Article("a", "text", "0" * 64)) == [{"id": "a", "type": "document"}]
    [page] = items(Article("a", "text", "0" * 64, url="https://x.example/1"))
    assert page == {"id": "a", "type": "webpage", "URL": "https://x.example/1"}
    [hostile] = json.loads(story.written(story.attack())["sources.csl.json"])
    assert "URL" not in hostile


@pytest.mark.parametrize(
    ("date", "issued"),
    [
        ("2024", {"date-parts": [[2024]]}),
        ("2024-04", {"date-parts": [[2024, 4]]}),
        ("2024-04-09", {"date-parts": [[2024, 4, 9]]}),
        ("2024-04-09T23:30:00-05:00", {"date-parts": [[2024, 4, 9]]}),
        ("2024-13", {"literal": "2024-13"}),
        ("2024-02-30", {"literal": "2024-02-30"}),
        ("early spring", {"literal": "early spring"}),
    ],
)
def test_a_date_is_as_exact_as_the_source_gives_it(date: str, issued: Json) -> None:
    """A month gets no day, and what is no date is kept word for word."""
    assert published(date) == issued


@pytest.mark.parametrize("told", [story.strikes(), story.attack(), story.of("x")])
def test_types_and_fields_are_those_of_the_official_schema(told: story.Story) -> None:
    """Every item has an id and a type, and only variables that CSL knows."""
    for item in json.loads(story.written(told)["sources.csl.json"]):
        assert item["type"] in official("csl-types.rnc")
        assert set(item) - {"id", "type"} <= official("csl-variables.rnc")
        assert all(isinstance(item[name], str) for name in item if name != "issued")


def test_citeproc_reads_every_item() -> None:
    """A second reader of CSL-JSON, which warns of fields and types that it does not know."""
    told = story.strikes()
    assert set(CiteProcJSON(json.loads(story.written(told)["sources.csl.json"]))) == {
        "port-strike",
        "quota-row",
    }


def test_pandoc_cites_the_articles() -> None:
    """The bibliography that an analyst gets has title, outlet, date and address."""
    source = story.written(story.strikes())["sources.csl.json"]
    shown = pypandoc.convert_text(source, "plain", "csljson", extra_args=["-C", "--wrap=none"])
    assert (
        "Coastal Courier. 2024. “Valparaíso Dockers Extend Strike.” April 9."
        " https://courier.example/valparaiso."
    ) in shown


def test_no_article_is_an_empty_list() -> None:
    """A run that read nothing has no sources, and says so in valid CSL-JSON."""
    assert csl.sources([]) == "[]\n"
