"""Numbers, lists and names inside a sentence."""

import re
from collections.abc import Container, Sequence

from pipeline.domain import Origin

_EDGES = re.compile(
    r"^(?:citing|according\s+to|quoting|as\s+per)\s+|\s+(?:have\s+|has\s+)?(?:say|says|said|state|states"
    r"|stated|suggest|suggests|suggested|tell|tells|told|claim|claims|claimed|note|notes|noted|report"
    r"|reports|reported|believe|believes|reveal|reveals|revealed|add|adds|added|warn|warns|warned)[\s,]*$",
    re.IGNORECASE,
)
_SMALL = "no one two three four five six seven eight nine ten eleven twelve".split()
_BEGINNINGS = frozenset(
    """a an the one two three four five six seven eight nine ten some several many both another
    his her its their senior former officials sources people aides diplomats analysts""".split()
)


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun: "one article", "no origins", "2,000 claims"."""
    return f"{amount(number)} {noun if number == 1 else plural or noun + 's'}"


def amount(number: int) -> str:
    """A number, in words where it is small."""
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Items one after the other: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """Words as a sentence: a capital, and one full stop at the end."""
    bare = text.strip().rstrip(".")
    return capital(bare) + ("" if bare.endswith(("?", "!", "…")) else ".")


def capital(text: str) -> str:
    """With a large first letter."""
    return text[:1].upper() + text[1:]


def within(phrase: str) -> str:
    """A source phrase inside a sentence: "Two officials said" begins one no longer."""
    phrase = _EDGES.sub("", phrase).replace(",'", "'").replace(",’", "’").strip(" ,;:")
    first = phrase.split(" ", 1)[0]
    return first.lower() + phrase[len(first) :] if first.lower() in _BEGINNINGS else phrase


def surname(name: str | None) -> str:
    """The last word of a name, folded: what "President Ana Ruiz" and "Ruiz" have in common."""
    return (name or "").strip(" .").rsplit(" ", 1)[-1].casefold()


def origin_name(origin: Origin, articles: Container[str] | None = None) -> str:
    """Who first reported it, as a reader would say it.

    With some articles: whether it is only inferred that they pass it on.
    """
    described = within(origin.descriptor) if origin.descriptor else ""
    if origin.kind == "report":
        agency = origin.agency or "a newsroom that is not named"
        relays = [r for r in origin.articles if articles is None or r.article_id in articles]
        if articles and origin.agency and all(r.basis == "inferred" for r in relays):
            described = f"{described}; the newsroom is inferred" if described else "inferred"
        return f"{agency} ({described})" if described else agency
    if origin.kind == "document":
        return f"a document (“{described}”)" if described else "a document"
    if origin.kind == "statement" and described:
        return described
    return "the article’s own account"
