"""The same report under two names."""

from collections.abc import Iterable, Iterator

from pipeline.domain import Article, Problem


def once(items: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Pass articles on, each text once; a repetition becomes a `Problem` that names the first.

    Two articles are the same where their texts are, to the letter, and neither says of itself that
    it is another's: the same text in two outlets, or at two addresses, is syndicated copy, which
    is evidence of its own and goes on.
    """
    first: dict[tuple[str, str | None, str | None], str] = {}
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        name = first.setdefault((item.sha256, item.outlet, item.url), item.id)
        if name == item.id:
            yield item
        else:
            yield Problem(item.id, f"its text is that of {name}, to the letter; it is read once")
