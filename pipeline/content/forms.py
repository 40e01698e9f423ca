"""Words by the idea they name, whatever their form: "agreed" and "agreement", "rise" and "fall".

No synonyms: two words name one idea only where one is derived from the other, or where both
stand in one line of the small table of opposites, which holds common English.
"""

import re
from collections import defaultdict
from functools import lru_cache

# suffixes that make nouns of verbs, longest first (Quirk et al. 1985, app. I); a "y" or "e" may
# stand in their place
_SUFFIX = re.compile(
    r"(?<=\w{4})(?:ations?|itions?|ments?|ances?|ences?|sions?|tions?|ions?|ures?|als?|ings?|ers?|"
    r"ors?)$"
)
_SHORT, _LONG = 3, 5

# one idea a line, its opposite behind the bar
_OPPOSITES = """
accept approve agree endorse | reject refuse decline
support back favour favor endorse | oppose
rise increase grow climb gain soar jump surge | fall decrease decline drop shrink sink slump plunge
raise increase boost | lower cut reduce decrease slash
lift remove ease | impose tighten
allow permit let legalise legalize authorise authorize | ban forbid prohibit bar outlaw block
win | lose
start begin launch commence | stop end halt cease finish
open reopen | close shut
enter join | leave quit
arrive | depart leave
confirm admit acknowledge | deny
include | exclude
remember | forget
pass succeed | fail
strengthen | weaken
expand widen extend | narrow shorten shrink
praise | criticise criticize condemn
hire employ appoint | fire dismiss sack
arrest detain jail imprison | release free
acquit clear | convict
attack | defend
love like | hate dislike
create build | destroy demolish
deploy | withdraw
advance | retreat
improve | worsen deteriorate
import | export
buy | sell
lend | borrow
save | waste
hide conceal | reveal disclose
survive | die
guilty | innocent
legal lawful | illegal unlawful
safe | dangerous unsafe
possible | impossible
likely | unlikely
ready willing | unwilling reluctant
able | unable
agree | disagree
trust | distrust
obey comply | disobey defy
approve | disapprove
higher | lower
more | less fewer
better | worse
before | after
with | without
for | against
inside within | outside
above | below
"""


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What is left of a lemma without its derivational ending: "closure" and "close" are "clos"."""
    found = _SUFFIX.sub("", word.lower())
    while len(found) > _SHORT and found[-1] == "e":
        found = found[:-1]
    found = found[:-1] + "i" if found.endswith("y") else found
    # "decide" and "decision", "expand" and "expansion"
    return found[:-1] if len(found) >= _LONG and found[-1] in "dst" else found


def _table() -> dict[str, frozenset[tuple[int, int]]]:
    found: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for n, line in enumerate(_OPPOSITES.strip().splitlines()):
        for side, words in zip((1, -1), line.split("|"), strict=True):
            for word in words.split():
                found[stem(word)].add((n, side))
    return {word: frozenset(places) for word, places in found.items()}


_IDEAS = _table()


@lru_cache(maxsize=65536)
def relation(one: str, other: str) -> int:
    """Of two stems: 1 where they are one word, -1 where they are opposites, 0 for neither."""
    if one == other:
        return 1
    here, there = _IDEAS.get(one, frozenset()), _IDEAS.get(other, frozenset())
    if here & {(n, -side) for n, side in there}:
        return -1
    pair = sorted((one, other), key=len)
    return -1 if pair[1] == "un" + pair[0] else 0


def allied(one: str, other: str) -> bool:
    """Whether two stems are opposites of the same: "lift" and "remove", both of "impose"."""
    here, there = _IDEAS.get(one, frozenset()), _IDEAS.get(other, frozenset())
    return bool(here & there)
