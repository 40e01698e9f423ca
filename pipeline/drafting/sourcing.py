"""The rules of sourcing, as desks have them, put to one sentence.

1. A source is described, not bare: "sources said", "according to reports" tell nobody whose.
2. A report has an agent: not "it has been claimed", "is said to", "reportedly" by themselves.
3. Who is not named has no opinion of the other side: facts may come from unnamed people, attacks
   may not.
4. One is not many: no "sources" where one source spoke.
5. Hearsay is told as hearsay: whoever has it from another names the other.

As in the handbooks of Reuters ("we do not use anonymous sources when sources we can name are
available"; one source is never "sources"), AP ("describe the source as fully as possible") and
the Guardian (no anonymous pejorative quotes). What stands in quotation marks is another's words
and is left alone, but for rule 3.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.speech.sources import compare_sources, read_source, stem
from pipeline.text import quoted, sentences

_TELLERS = "sources?|insiders?|observers?|officials?|experts?|analysts?|diplomats?|critics?|people"
_TELLER = re.compile(rf"\b(?:{_TELLERS})\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:according\s+to\s+(?:(?:some|several|many|various|recent|media|news|press|the)\s+)*"
    r"reports\b(?!\s+(?:by|in|from|of)\b)"
    r"|(?<![\w’'])(?:some|several|many|various|recent|media|news|press|unconfirmed)?\s*\breports"
    r"\s+(?:say|said|suggest\w*|indicate\w*|claim\w*)\b"
    r"|(?:some|many)\s+(?:say|said|believe\w*|claim\w*|think|argue\w*)\b)",
    re.IGNORECASE,
)
# words before a source that tell how many, or how trusted, but not whose
_EMPTY = frozenset(
    """a an the one two three four five six seven eight nine ten some several many various multiple
    numerous unnamed anonymous undisclosed unidentified other others certain these those such both
    few more most all at least senior top high-ranking high-level well-placed well-informed
    informed reliable trusted credible independent different separate former current and or of
    according to by from citing cited per told
    that which as""".split()
)
_DESCRIBES = re.compile(
    r"\s+(?:,\s*)?(?:(?:in|of|from|at|with|within|inside|near|for|on|close|familiar|briefed"
    r"|involved|present|working|cited|quoted|named|whose|whom|speaking\s+for)\b"
    r"|(?:who|that)\s+(?!(?:said|say|told|spoke|declined|asked|refused|wished|requested)\b))",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\s+(?:have\s+|has\s+|had\s+|also\s+|also\s+have\s+)?(?:say|says|said|tell|tells|told|claim\w*"
    r"|stat(?:e|es|ed)|suggest\w*|report(?:s|ed)?|believ\w+|indicat\w+|reveal\w*|confirm\w*|warn\w*"
    r"|add(?:s|ed)?|argu\w+|hint\w*|not(?:e|es|ed)|insist\w*|admit\w*|describ\w+|think|thought"
    r"|expect\w*|see|saw)\b",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"\b(?:according\s+to|citing|cited|by|from|told\s+by|quoting|per)\s+(?:[\w’'-]+\s+){0,5}\Z",
    re.IGNORECASE,
)
_AGENTLESS = re.compile(
    r"\b(?:it\s+(?:is|was|has\s+been|had\s+been|is\s+being)|(?:is|are|was|were|has\s+been|have"
    r"\s+been|being))\s+(?:\w+ly\s+|also\s+|now\s+|being\s+)?(?:claimed|reported|alleged|said"
    r"|suggested|believed|understood|thought|rumou?red|speculated|hinted|assumed)\b"
    r"(?!\s+(?:by|in)\b)|\b(?:reportedly|allegedly|purportedly|supposedly)\b",
    re.IGNORECASE,
)
_AGENT = re.compile(r"\b(?:according\s+to|cited\s+by)\b", re.IGNORECASE)
_ATTACK = re.compile(
    r"\b(?:accus(?:e|es|ed|ing)|critici[sz](?:e|es|ed|ing)|condemn\w*|blam(?:e|es|ed|ing)"
    r"|brand(?:s|ed|ing)?|denounc\w+|mock(?:s|ed|ing)?|ridicul\w+|slam(?:s|med|ming)?|lambast\w*"
    r"|derid\w+|disparag\w+|insult(?:s|ed|ing)?"
    r"|(?:call|calls|called|describ\w+|dismiss\w*|portray\w*)\s(?:[^.;]*?\s)?(?:as\s|['‘“\"]))",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\b(?:is|are|was|were|be|been|as|being|too)\s+(?:\w+ly\s+|['‘“\"]\s*)*(?:excessive|unrealistic"
    r"|unreasonable|absurd|ridiculous|weak|corrupt|dishonest|incompetent|crazy|cynical|reckless"
    r"|irrational|deceitful|desperate|stupid|foolish|insincere|untrustworthy|unserious|delusional"
    r"|maximalist|cowardly|hypocritical|arrogant|lazy|naive|naïve|useless|hopeless)\b",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(?:the|this|an)\s+article\b|\barticles\b", re.IGNORECASE)
UNKNOWN_SOURCE = "source not named"


def breaches(
    text: str, chains: Sequence[tuple[str, ...]] = (), holder: str | None = None
) -> tuple[str, ...]:
    """The rules that a sentence breaks, each told in a clause; none where it may be published.

    Args:
        text: One sentence or a few.
        chains: Who told whom, outlet first, for each of its footnotes.
        holder: Whose position it tells, where that is known.
    """
    found: list[str] = []
    for start, end in sentences(text) or [(0, len(text))]:
        found += _in_sentence(text[start:end])
    found += _many_of_one(text, chains)
    found += _as_first_hand(text, chains, holder)
    return tuple(dict.fromkeys(found))


def is_bare(phrase: str) -> bool:
    """Whether a source phrase says nothing of whose source it is: "two sources"."""
    tellers = list(_TELLER.finditer(phrase))
    if not tellers:
        return phrase.strip().lower() in {"reports", "media reports"}
    return not any(_described(phrase, teller) for teller in tellers)


def _in_sentence(sentence: str) -> Iterator[str]:
    own = _without_quotations(sentence)
    for match in _TELLER.finditer(own):
        tells = _SAYS.match(own, match.end()) or _INTRODUCED.search(own[: match.start()])
        if tells and not _described(own, match):
            yield f"it does not say whose “{match[0].lower()}” they are"
    if reports := _REPORTS.search(own):
        yield f"it names nobody for “{' '.join(reports[0].split()).lower()}”"
    if (agentless := _AGENTLESS.search(own)) and not _AGENT.search(own):
        yield f"it does not say by whom: “{' '.join(agentless[0].split()).lower()}”"
    yield from _anonymous_attack(sentence)


def _without_quotations(sentence: str) -> str:
    out = sentence
    for start, end in quoted(sentence):
        out = out[:start] + "”" * (end - start) + out[end:]
    return out


def _described(text: str, teller: re.Match[str]) -> bool:
    """Whether a word before or after a source says whose or which it is."""
    if _DESCRIBES.match(text, teller.end()):
        return True
    before = re.split(r"[,;:()”“]", text[: teller.start()])[-1].split()
    for word in reversed(before[-6:]):
        bare = word.strip("'’\"").lower()
        if bare in _EMPTY or bare.isdecimal():
            if bare in {"by", "from", "to", "citing", "per", "that", "as", "told"}:
                return False
            continue
        # the first word that is not empty: a verb or a bare determiner would not describe
        return not _SAYS.match(f" {bare}")
    return False


def _anonymous_attack(sentence: str) -> Iterator[str]:
    """An opinion of the other side by people who are not named."""
    for match in _TELLER.finditer(sentence):
        rest = sentence[match.end() : match.end() + 120]
        source = sentence[max(0, match.start() - 60) : match.end()]
        if _has_name_behind(rest):
            continue
        introduced = _INTRODUCED.search(sentence[: match.start()])
        where = sentence if introduced else rest
        says = introduced or re.match(rf"(?:\s+[^,.;:]{{0,40}})?{_SAYS.pattern}", rest)
        attacks = re.match(rf"\s+(?:\w+\s+){{0,3}}?{_ATTACK.pattern}", rest)
        if attacks or (says and (_JUDGED.search(where) or _ATTACK.search(where))):
            yield f"people who are not named (“{_tail(source)}”) judge the other side"
            return


def _has_name_behind(rest: str) -> bool:
    """Whether the person is named: "the official, Ana Ruiz, said"."""
    return re.match(r",?\s+[A-Z][\w’'-]+\s+[A-Z][\w’'-]+", rest) is not None


def _tail(source: str) -> str:
    return " ".join(re.split(r"[,;:.()]", source)[-1].split()[-4:])


def _many_of_one(text: str, chains: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A plural where the article has one."""
    own = _without_quotations(text)
    links = [link for chain in chains for link in chain[1:] if link != UNKNOWN_SOURCE]
    for match in _TELLER.finditer(own):
        many = match[0].lower()
        if not many.endswith("s"):
            continue
        same = [link for link in links if stem(many) in map(stem, link.lower().split())]
        if same and not any(many in link.lower().split() for link in same):
            yield f"it makes “{many}” of “{same[0]}”"


def _as_first_hand(
    text: str, chains: Sequence[tuple[str, ...]], holder: str | None
) -> Iterator[str]:
    """A chain with somebody in between, and a sentence that names no source at all."""
    if _ARTICLE.search(text) or _AGENT.search(_without_quotations(text)):
        return
    words = {stem(word) for word in re.findall(r"[^\W_]+(?:[.'’-][^\W_]+)*", text.lower())}
    for chain in chains:
        links = [link for link in chain[1:] if link != UNKNOWN_SOURCE]
        if not links or (holder and compare_sources(links[-1], holder) == "same"):
            continue
        if not any(_mentioned(link, words) for link in links):
            yield f"it does not say that the article has this from {links[-1]}"


def _mentioned(link: str, words: set[str]) -> bool:
    source = read_source(link)
    telling = source.own | source.nouns or source.names
    return bool({stem(word) for word in telling} & words) or not telling
