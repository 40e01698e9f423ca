"""What a sentence may lose without saying more than it did.

Less said is less claimed, but for the words that turn this round (natural logic calls them
downward entailing; MacCartney and Manning 2007): "did not leave on Monday" is not "did not
leave", "agreed in principle" not "agreed", "the former mayor" not "the mayor". So a phrase may go
only where it narrows a plain word, and never a source, a condition, a possessor or a count.

Cannot see what a parse gets wrong, so what is doubtful may not go.
"""

from collections.abc import Sequence

from pipeline.domain import Parse, Token

# words under which less said is more claimed: negations, limits, universals, conditions, refusals
_TURNING = frozenset(
    """not n't no nor neither never none nobody nothing without hardly barely scarcely rarely
    seldom only just few little less least most all every each any both either entire whole
    if unless whether until except than first last sole unlikely impossible false
    refuse reject deny decline dismiss fail avoid ban bar block prevent prohibit forbid stop halt
    doubt oppose exclude lack cease suspend pause limit restrict ceasefire truce exempt
    refusal rejection denial failure ban absence""".split()
)
_CONDITIONS = frozenset("if unless until whether lest provided except than".split())
# clauses that tell when or why something happened, and so that it did
_TELLING = frozenset("after as when while because since although though before".split())
_NOT_PLAIN = frozenset(
    """without except unless if instead rather unlike than but like against as according per
    to into of""".split()
)
_NOT_QUITE = frozenset(
    """principle theory part vain doubt question fear hope case name dream error second minute hour
    moment while time film movie novel book play story series fiction game song joke""".split()
)
# what bears such a word is not yet, no longer, not surely or not all that the noun says
_UNREAL = frozenset(
    """former ex acting alleged suspect suspected so fake false mock possible potential likely
    unlikely would supposed apparent reported purported proposed planned attempted failed
    vice deputy assistant interim outgoing incoming next aspiring first last only late
    future partial conditional draft pseudo presumed accused claimed self prospective elect
    designate such other few several many some most more less half""".split()
)
_DOUBTING = frozenset(
    """allegedly reportedly apparently supposedly purportedly possibly probably potentially likely
    unlikely nearly virtually practically partly partially temporarily falsely wrongly formerly
    previously initially originally barely hardly rarely scarcely merely solely conditionally
    provisionally tentatively theoretically ostensibly nominally seemingly presumably arguably
    approximately roughly mostly largely mainly generally usually occasionally only early badly
    poorly briefly""".split()
)
_PLAIN_ADVERBS = frozenset(
    """also again today yesterday tonight later recently publicly strongly sharply firmly
    repeatedly angrily loudly now then instead too here there meanwhile""".split()
)
DAYS = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night
    weekend""".split()
)
_HELPERS = frozenset({"be", "have", "do", "'s", "'ve"})
_SET_OFF = frozenset({",", "(", "-", "–", "—"})
_VERBS = frozenset({"VERB", "AUX"})
_HIGHEST = 25  # steps up a tree, at most


def turns(token: Token) -> bool:
    """Whether a word turns round what follows from its clause: "not", "only", "refuse"."""
    lowered = token.text.lower()
    superlative = token.pos in {"ADJ", "ADV"} and lowered.endswith("est")
    small = token.lemma in _TURNING or lowered in _TURNING or token.dep == "neg"
    return superlative or small or token.entity == "ORDINAL"


def may_go(parse: Parse, token: Token, here: Sequence[Token]) -> bool:
    """Whether a word of the sentence `here`, with all that hangs from it, may be left out."""
    head = parse.tokens[token.head]
    group = subtree(parse, token)
    if token.dep in {"appos", "relcl", "acl"} and _set_off(parse, group):
        return True
    if token.dep == "conj":
        return _may_leave_conjunct(parse, token, head)
    if any(_reaches(parse, t, head) for t in here if turns(t) and t.index not in group):
        return False
    if token.dep in {"amod", "compound"}:
        plain = not {token.lemma.lower(), token.text.lower()} & _UNREAL and not turns(token)
        return head.pos == "NOUN" and token.pos != "PROPN" and plain and len(group) == 1
    texts = {parse.tokens[i].text.lower() for i in group}
    if head.pos not in _VERBS:
        narrows = token.dep in {"relcl", "acl"} or _is_plain_prep(parse, token)
        return narrows and _any_one(parse, head) and not texts & (_NOT_QUITE | _CONDITIONS)
    if token.dep == "advmod":
        lowered = token.text.lower()
        manner = lowered.endswith("ly") and lowered not in _DOUBTING
        return (manner or lowered in _PLAIN_ADVERBS) and len(group) == 1
    if token.dep == "npadvmod":
        return texts <= DAYS | {"last", "this"}
    if token.dep == "advcl":
        # "will open once the court agrees" is a promise on terms, whatever joins the two
        return not texts & _CONDITIONS and not _may_or_will(parse, head)
    plain = _is_plain_prep(parse, token) and head.lemma != "be" and not _counted_out(parse, group)
    return plain and not texts & (_NOT_QUITE | _CONDITIONS)


def asserted(parse: Parse, verb: Token) -> bool:
    """Whether nothing above a verb makes it less than said: no source, condition or denial."""
    token = verb
    for _ in range(_HIGHEST):
        head = parse.tokens[token.head]
        if head.index == token.index:
            return True
        below = [parse.tokens[i] for i in parse.children[token.index]]
        marks = {t.text.lower() for t in below if t.dep == "mark" or t.text.lower() == "to"}
        if token.dep == "conj":
            negated = any(parse.tokens[i].dep == "neg" for i in parse.children[head.index])
            if negated or not _joined_by_and(parse, head):
                return False
        elif token.dep == "advcl":
            if not marks <= _TELLING:
                return False
        elif token.dep not in {"relcl", "acl"} or marks:
            return False
        token = head
        if token.pos not in _VERBS:
            return True
    return False


def subtree(parse: Parse, token: Token) -> set[int]:
    """The indices of a word and all that hangs from it."""
    found, queue = {token.index}, [token.index]
    while queue:
        for i in parse.children[queue.pop()]:
            if i not in found:
                found.add(i)
                queue.append(i)
    return found


def _reaches(parse: Parse, turning: Token, token: Token) -> bool:
    """Whether a word stands in the clause that another word turns round."""
    clause = turning
    if turning.dep == "amod" and parse.tokens[turning.head].dep not in {"attr", "pobj"}:
        # "the latest polls" says nothing of what the polls are said to show
        return token.index == turning.head
    while clause.pos not in _VERBS and clause.head != clause.index:
        clause = parse.tokens[clause.head]
    for _ in range(_HIGHEST):
        if token.index == clause.index:
            return True
        token = parse.tokens[token.head]
    return False


def _is_plain_prep(parse: Parse, token: Token) -> bool:
    has_object = bool(parse.children[token.index])
    return token.dep == "prep" and token.text.lower() not in _NOT_PLAIN and has_object


def _may_or_will(parse: Parse, verb: Token) -> bool:
    below = (parse.tokens[i] for i in parse.children[verb.index])
    return any(t.dep == "aux" and t.lemma.lower() not in _HELPERS for t in below)


def _counted_out(parse: Parse, group: set[int]) -> bool:
    """Whether a part of a whole is counted: "in two of nine districts"."""
    numbers = (i for i in group if parse.tokens[i].pos == "NUM")
    return any(parse.tokens[j].text.lower() == "of" for i in numbers for j in parse.children[i])


def _any_one(parse: Parse, noun: Token) -> bool:
    """Whether a noun has "a": a deal with the guild is a deal, "members who paid" not "members"."""
    below = (parse.tokens[i] for i in parse.children[noun.index])
    return noun.dep in {"dobj", "pobj"} and any(t.text.lower() in {"a", "an"} for t in below)


def _may_leave_conjunct(parse: Parse, token: Token, head: Token) -> bool:
    """Whether one of two may go: of two acts or two objects, but not of two who act together."""
    single = head.pos in _VERBS or head.dep in {"dobj", "pobj", "conj"}
    return single and token.pos == head.pos and _joined_by_and(parse, head)


def _joined_by_and(parse: Parse, token: Token) -> bool:
    joins = (parse.tokens[i] for i in parse.children[token.index])
    return not any(t.dep in {"cc", "preconj"} and t.lemma not in {"and", "but"} for t in joins)


def _set_off(parse: Parse, group: set[int]) -> bool:
    first = min(group)
    return first > 0 and parse.tokens[first - 1].text in _SET_OFF
