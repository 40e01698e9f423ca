"""Which given names tell a man from a woman (pure data), and what a text says of a surname.

The commonest given names of many countries, without those that both bear ("Kim", "Jean",
"Andrea"). A name that is not listed tells nothing, which is the honest answer.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

Gender = Literal["m", "f"]

_MEN = """aaron abdul abdullah adam adrian ahmad ahmed alan albert alberto alejandro aleksandr
    alessandro alexander alfred ali allan amir anders andre andreas andrei andrew andrzej angus
    anthony anton antonio antony arjun arthur artur barry ben benjamin bernard bill bob boris
    brad brian bruce bruno carl carlos charles chuck claude colin craig cyril dan daniel daniele
    dave david dennis derek dick didier diego dieter dietmar dimitri dmitri dmitry don donald
    doug douglas ed edgar eduardo edward edwin emeka emmanuel enrique eric erik ernst
    evan farid felipe felix fernando francesco francis francisco francois frank franz fred
    frederick friedrich fritz gabriel gary geoff geoffrey george gerald gerhard gianni giorgio
    giovanni giuseppe glenn gordon graham greg gregory guillermo gunter gustavo guy hamid hans
    harold harry hassan heinrich helmut henri henrik henry herbert hiroshi hiroyuki howard hugh
    hugo hussein ian ibrahim igor ivan jack jacob jacques jake jamal james jason javier jeff
    jeffrey jeremy jerome jerry jim jimmy joe joel johan johann johannes john johnny jon jonas
    jonathan jorge jose josef joseph joshua juan julian jurgen justin karim karl keith ken
    kenneth kevin khalid klaus kofi konstantin kwame larry lars laurent len leo leon leonard
    leonid louis luca lucas luigi luis lukas lutz mahmoud malcolm manuel marc marcel marco
    marcos marcus mario mark martin matt matteo matthew matthias maurice max maxim michael
    michel miguel mike mikhail milos mitch mohamed mohammad mohammed muhammad mustafa
    nathan neil nicholas nick nicolas nigel nikolai norman oleg oliver olivier omar oscar otto
    pablo paolo pascal patrick paul pavel pedro peter petr phil philip philippe pierre piotr
    rafael rahul raj rajesh ralph ramon ray raymond ricardo richard rick rob robert roberto
    rodney rodrigo roger roland roman ron ronald rory ross roy rudolf russell ryan samuel
    scott sean sebastian sergei sergey sergio seth simon stanley stefan stephen steve steven
    stuart sunil sven ted terence theodore thierry thomas tim timothy toby todd tom tomas tomasz
    tony toshiro umar uwe vaclav vadim viktor vincent vincenzo vinod vitaly vladimir
    walter warren wayne werner wilhelm will william wolfgang xavier yannick yuri yusuf zachary"""
_WOMEN = """abigail adriana agnes agnieszka aisha alexandra alice alicia alison amanda amelia amina
    amy ana anastasia angela anita anja ann anna anne annette annie antonia ayesha
    barbara beatrice beatriz becky bernadette beth betsy betty birgit brenda bridget
    brigitte camila carla carmen carol carolina caroline carolyn caterina catherine
    cecilia charlotte chiara christina christine claire clara claudia colleen connie
    cristina cynthia daniela danielle deborah debra denise diana diane dolores dora
    doris dorothy edith eileen elaine eleanor elena eleni elisabeth elise elizabeth ella
    ellen emily emma erica erika esther eva eve fatima fatou fiona florence frances
    francesca francoise freya gabriela gail georgina gertrude gina giulia gloria grace
    greta gudrun hannah heather heidi heike helen helena helene hilary ilse
    indira ines inga ingrid irene irina iris isabel isabella isabelle jacqueline
    jane janet janice jasmin jeanette jeanne jennifer jessica jill joan joanna joanne
    josephine joyce juana judith judy julia juliana julie karen karin karolina
    katarina kate katharina katherine kathleen kathryn kathy katie katja katrin kayleigh
    kirsten kristin kristina larissa laura lauren leila lena leonor leslie lina linda
    lisa liz lorraine louise lucia lucy ludmila luisa lydia madeleine magdalena
    maggie margaret margarita maria mariam marie marina marjorie martha mary
    maryam mathilde maureen megan melanie melissa mercedes michelle miriam molly
    monica monika nadia nancy naomi natalia natalie natasha nicola nicole nina noor
    norma oksana olga olivia pamela patricia patty paula pauline petra phyllis priya
    rachel rebecca regina rita rosa rose rosemary roxana ruth sabine sally samantha
    sandra sara sarah sharon sheila shirley silvia simone sofia sonia sophia sophie
    stella stephanie susan susana susanne suzanne svetlana sylvia tamara tanya tatiana
    teresa theresa tina tracy ursula valentina valeria valerie vanessa vera veronica
    victoria virginia viviane wendy yasmin yolanda yulia yvonne zainab zoe"""
_GIVEN: Mapping[str, Gender] = {
    **dict.fromkeys(_MEN.split(), "m"),
    **dict.fromkeys(_WOMEN.split(), "f"),
}
_MALE = (
    "Mr|Sir|Lord|King|Prince|spokesman|chairman|congressman|businessman|father|son|brother|husband"
)
_FEMALE = (
    "Mrs|Ms|Miss|Dame|Lady|Queen|Princess|spokeswoman|chairwoman|congresswoman|businesswoman"
    "|mother|daughter|sister|wife|actress"
)
_NAME = r"[^\W\d_a-z][\w’'-]+"
_TITLED = re.compile(rf"\b(?:(?P<m>{_MALE})|(?:{_FEMALE}))\.?,? (?P<name>{_NAME}(?: {_NAME})?)")
_FULL = re.compile(rf"\b(?P<given>{_NAME})(?: [^\W\d_a-z]\.)? (?P<name>{_NAME})")
# how much oftener one of two people of one surname must be named for the surname to mean them
_MAINLY = 3


def gender_of_given(word: str) -> Gender | None:
    """What a given name tells: "m", "f" or nothing."""
    return _GIVEN.get(word.lower())


@lru_cache(maxsize=64)
def bearers(text: str) -> Mapping[str, Mapping[str, int]]:
    """For each surname, how often the text sets each listed given name before it."""
    found: dict[str, Counter[str]] = {}
    for match in _FULL.finditer(text):
        if gender_of_given(match["given"]):
            found.setdefault(_last(match["name"]), Counter())[match["given"].lower()] += 1
    return found


@lru_cache(maxsize=64)
def genders(text: str) -> Mapping[str, Gender]:
    """The surnames of a text whose titles or given names tell a man from a woman."""
    told: dict[str, Counter[Gender]] = {}
    for match in _TITLED.finditer(text):
        told.setdefault(_last(match["name"]), Counter())["m" if match["m"] else "f"] += 1
    for match in _FULL.finditer(text):
        if gender := gender_of_given(match["given"]):
            told.setdefault(_last(match["name"]), Counter())[gender] += 1
    return {
        name: "m" if counts["m"] > counts["f"] else "f"
        for name, counts in told.items()
        if max(counts.values()) >= _MAINLY * min(counts["m"], counts["f"])
    }


def _last(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1].lower().removesuffix("’s").removesuffix("'s")
