"""A site to read, and a reader that may read it."""

from collections.abc import Iterator

import pytest

from pipeline.readers import Limits, Web
from tests.readers.site import Site, here, serving


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site on loopback."""
    with serving() as made:
        yield made


@pytest.fixture
def web() -> Iterator[Web]:
    """A reader without pauses that may read the site, and nothing else that is private."""
    with Web(Limits(delay=0, seconds=20), allow=here, sleep=lambda _: None) as made:
        yield made
