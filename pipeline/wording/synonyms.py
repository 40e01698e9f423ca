"""Words that news English uses for one another: "pledge" and "promise", "swap" and "exchange".

One group a line, by lemma, as any thesaurus has them. A group joins words that may stand for each
other in most sentences of a report; words that say more or surer than their neighbour ("say" and
"admit", "may" and "will", "some" and "all") are never in one group.
"""

from functools import cache

_GROUPS = """
say tell state remark
call describe term label dub
warn caution alert
want seek wish desire
demand require insist
request ask
promise pledge commit vow
commitment pledge promise undertaking
stop halt cease end quit
ending end cessation halt
start begin commence launch open
continue keep proceed carry
buy purchase acquire
purchase acquisition
sell sale
show reveal disclose unveil
suggest propose recommend
suggestion proposal recommendation
hint signal indicate
plan intend aim
meet meeting encounter
talk negotiation discussion dialogue
talk negotiate discuss
deal agreement accord pact
agree consent
swap exchange trade
attack assault strike raid
attack assault raid storm
kill slay
murder killing slaying homicide
death fatality
dead deceased
die perish
hurt injure wound
injury wound
arrest detain
arrest detention
police officer policeman
court tribunal
jail prison
jail imprison
sentence punish
child kid youngster
man male
woman female
people person
worker employee staff
boss chief head leader manager
leader ruler
official functionary
minister secretary
company firm business corporation
shop store retailer
house home residence property
car vehicle automobile
plane aircraft jet
ship vessel boat
street road
town city
area region district
country nation state
border frontier
army military force troop
soldier troop serviceman
weapon arm
war conflict fighting
peace settlement
truce ceasefire armistice
territory land
annex seize
capture seize take
gain advance
money cash fund
pay spend
cost price
price cost
rise increase climb grow
increase rise growth expansion
enlarge expand grow extend
expansion enlargement growth extension
fall drop decline decrease
reduce cut lower
cut reduction
raise lift increase
lift remove scrap abolish
removal lifting abolition relief
ban prohibit outlaw bar
allow permit let
permission approval
help assist aid support
help assistance aid support
join enter participate
back support endorse
oppose resist
reject refuse decline
exclude rule
accept embrace
win victory triumph
win beat defeat
lose defeat
defeat loss
match game fixture
side team squad club
player footballer
score net
draw tie
final decider
near close
big large huge
small little tiny
new fresh
quick fast rapid
important key major significant
hard difficult tough
difficult hard tough challenging
dangerous risky hazardous
danger risk threat
safe secure
safety security
protect guard safeguard
protection safeguard guarantee
goal aim objective target
condition term demand
effect result consequence
cause reason
problem issue difficulty
concern worry
worried concerned anxious
angry furious
happy pleased delighted
sad upset
famous renowned well-known
believe think consider reckon
view consider regard see
claim allege assert
assertion claim allegation
accuse blame
charge accuse
deny dispute
prove demonstrate
find discover
search hunt look
look search
investigate probe examine
investigation probe inquiry enquiry
study research
study survey report
report article
researcher scientist
doctor physician medic
illness disease sickness
ill sick unwell
hospital clinic
treat cure
school college
pupil student
teach instruct
teacher instructor
build construct erect
building construction
destroy demolish wreck
damage harm
fire blaze
burn scorch
storm hurricane cyclone
flood flooding
earthquake quake
accident crash collision
crash collide
escape flee
leave depart quit
arrive reach come
return come
travel journey trip
trip journey visit
visit tour
stay remain
live reside
resident inhabitant
send dispatch
give provide supply
provide offer supply
offer give
get receive obtain
receive get obtain
keep retain
choose select pick
elect vote
election vote poll ballot
party movement
government administration cabinet
law legislation act
rule regulation
approve pass back
letter note message
written write
tell inform
inform notify
advise counsel
speak talk
statement announcement
announce declare
speech address
telephone call phone
phone call ring
call conversation
conversation talk
film movie
picture photograph photo image
book volume
song track
singer vocalist
show display exhibit
star celebrity
wed marry
wedding marriage
wife spouse
husband spouse
father dad
mother mum mom
relative relation
birth born
young youthful
old elderly aged
use employ utilise
make produce create
create establish found
set fix
hold host stage
host hold
run operate manage
lead head
appoint name
resign quit
sack dismiss fire
hire recruit employ
job post role position
try attempt
attempt effort bid
manage succeed
fail failure
change alter
change shift
move step
ready prepared willing
prepare ready
expect anticipate
hope wish
fear dread
press urge pressure push
urge press
force compel
threaten menace
include contain comprise cover
member participant
part share portion
several various
almost nearly
around about approximately
current present
former ex previous
earlier previously
often frequently
eastward east
westward west
northward north
southward south
prisoner captive pow
hostage captive
migrant refugee
guard sentry
record log
date day
"""


@cache
def _near() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _GROUPS.split("\n"):
        group = line.split()
        for word in group:
            found.setdefault(word, set()).update(group)
    return {word: frozenset(group) for word, group in found.items()}


def synonyms(lemma: str) -> frozenset[str]:
    """The words that may stand for a lemma, itself among them."""
    return _near().get(lemma) or frozenset({lemma})
