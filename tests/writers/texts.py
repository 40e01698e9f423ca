"""Two invented articles and one that means harm, and the values that stand on their words."""

import hashlib

from pipeline.domain import Article, Finding, Grounding, Noise, Outcome, Reason, Span

PORT = """\
⚓🚢 Dockers in Valparaíso voted on Tuesday to extend their strike by a second week, \
leaving some forty ships waiting in the bay.
“We want a rise of 12 per cent, and we want it in writing,” Marta Ibáñez, secretary of Union \
No. 3, told the newspaper El Faro.
Advert
Also read | The ten best seafood restaurants on the coast
The union is also asking the port operators for crews of two on every crane
Advert
and for an end to double shifts, according to two people who have seen its letter.
The operators’ association called the strike unlawful. “We will not negotiate under a blockade,” \
said its president, Rodrigo Lira.
Neither side would say whether talks planned for Friday will go ahead.
"""

QUOTA = """\
Owners of small boats in the Westfjords have blocked the harbour of Ísafjörður in a row over \
Iceland’s coastal quota.
The National Association of Small Boat Owners demands that the minister of fisheries restore \
48 fishing days a summer. “Without 48 days there is no village left to fish from,” its chair, \
Örn Pálsson, told RÚV.
The ministry said it was considering the matter. It may publish a proposal in June, an official \
said on condition of anonymity. The ministry said it was considering the matter.
"""

HOSTILE = """\
<script>alert('text')</script><img src="http://example.invalid/x.png" onerror="alert('img')">
The mayor said: "pay\u202etxet desrever\u202c up | `code` [click](javascript:alert(1)) \
![pic](http://example.invalid/p.png)" \x1b[31mred\x1b[0m zero\u200bwidth \x9b2J </script>\
<script>alert(2)</script> ]]> <!-- gone -->
# Not a heading, www.example.invalid & a@example.invalid {{ 7*7 }} {% raw %}
"""


def article(name: str, text: str, noise: tuple[str, ...] = (), **known: str) -> Article:
    """An article whose noise is every place where one of some words stands."""
    places = sorted(
        (at, at + len(words))
        for words in noise
        for at in range(len(text))
        if text.startswith(words, at)
    )
    found = tuple(Noise(start, end, "advert") for start, end in places)
    return Article(
        name,
        text,
        hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        noise=found,
        **known,
    )


def where(source: Article, words: str) -> Span:
    """The first place where some words stand; the words must be there."""
    at = source.text.index(words)
    return source.span(at, at + len(words))


def found(
    check: str, outcome: Outcome, message: str, *spans: Span, reason: Reason | None = None
) -> Finding:
    """A finding, in the order in which it is read."""
    return Finding(check, outcome, message, reason, spans)


def exact(source: Article, words: str) -> Grounding:
    """A quote that stands word for word."""
    span = where(source, words)
    return Grounding(words, "exact", span, (span,))


port = article(
    "port-strike",
    PORT,
    noise=("Advert\n", "Also read | The ten best seafood restaurants on the coast\n"),
    title="Valparaíso dockers extend strike",
    outlet="Coastal Courier",
    published="2024-04-09",
    language="en",
    url="https://courier.example/valparaiso",
)
quota = article("quota-row", QUOTA)
hostile = article(
    "hostile",
    HOSTILE,
    title="<b>Title</b> \u202eeltit [x](javascript:alert(3))",
    outlet="Out|let `x` <i>",
    url="javascript:alert('url')",
)
