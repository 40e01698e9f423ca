"""Who acts over a span, where nobody says it: weaker than an utterance, never sure."""

from dataclasses import replace

from pipeline.domain import Parse
from pipeline.speech.grammar import CONTENT, governing, quoted, subject_of
from pipeline.speech.kinds import may_speak
from pipeline.speech.links import Link, spoken

CAUSING = frozenset(
    "make let help cause ensure keep have get watch leave allow force follow".split()
)


def acting(parse: Parse, text: str, start: int, end: int) -> Link | None:
    """Whoever does what the verb over a span says, where that verb is no known cue.

    "The council threw out [the plan to sell the park]": weaker than an utterance, never sure.
    """
    node = governing([t for t in parse.between(start, end) if t.pos not in {"PUNCT", "SPACE"}])
    while node is not None and node.head != node.index:
        came, node = node, parse.tokens[node.head]
        if node.pos == "VERB" and came.dep in CONTENT and node.lemma not in CAUSING:
            subject = subject_of(parse, node)
            # "a body dedicated to ...": whoever the verb is done to does nothing
            passive = node.dep == "acl" and not node.text.endswith("ing")
            if passive or subject is None or not (subject.pos == "PRON" or may_speak(subject)):
                return None
            link = next(spoken(parse, text, node), None)
            apart = subject.end <= start or end <= subject.start
            return replace(link, sure=False, alone=False) if link and apart else None
    return None


def acting_in(parse: Parse, text: str, start: int, end: int) -> Link | None:
    """Whoever the main clause of a sentence is about, where nobody in it says anything.

    "The council threw out the plan to sell the park", cited as a whole: never sure.
    """
    inside = parse.between(start, end)
    root = next((t for t in inside if t.head == t.index), None)
    if root is None or root.pos != "VERB" or root.lemma in CAUSING or quoted(text, root.start):
        return None
    subject = subject_of(parse, root)
    if subject is None or not may_speak(subject):
        return None
    if not any(parse.tokens[i].dep in CONTENT for i in parse.children[root.index]):
        return None
    link = next(spoken(parse, text, root), None)
    return replace(link, sure=False, alone=False, inside=True) if link else None
