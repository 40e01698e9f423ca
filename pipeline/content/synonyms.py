"""Words that news English uses for one another: "pledge" and "promise", "swap" and "exchange".

Principle: the fields follow the classes of Roget's Thesaurus (abstract relations, space, matter,
intellect, will, feeling); within a field the groups stand by alphabet. They were written down from
general knowledge of the language, field by field, and from no text.

Criterion: words share a group if a report stays as true when one is put for the other, in the sense
that the word mostly has in news. So no word is beside one that says more, less or surer ("say" and
"allege", "hurt" and "kill", "plan" and "do", "show" and "prove"), beside a wider one ("car" and
"vehicle"), or beside its opposite. Groups do not chain: "hire" is beside "employ", and "employ"
beside "use", yet "hire" is not beside "use".

Lemmas are single words, whatever their part of speech; who asks compares that. British and American
spellings are one by rule. Cannot see: verbs with a particle ("step down"), idioms.
"""

from functools import cache, lru_cache

_GROUPS = """
# abstract relations: being, likeness, quantity, order
abolish scrap / about approximately around roughly / abrupt sudden / abruptly suddenly
accelerate hasten quicken / accumulate amass / adapt adjust / add append / additional extra further
adequate enough sufficient / affect influence / aftermath wake / age epoch era
aggravate exacerbate worsen / alike similar / alleviate ease relieve / almost nearly virtually
also too / alter change modify / alteration modification / amass hoard stockpile / amend revise
amount quantity / amount total / annual yearly / annually yearly / appear emerge surface
appraise assess evaluate gauge / arise emerge / assemble congregate gather / attach fasten
begin commence start / beginning outset start / better improve / big large
bizarre odd peculiar strange weird / blend mix / bolster fortify reinforce strengthen
boost increase raise / break pause / broaden widen / calculate compute / category class
cause prompt provoke spark trigger / cause reason / cease halt stop / change shift
chief main primary principal / chiefly largely mainly mostly primarily / climb gain rise
climb grow increase rise / close conclusion end finish / collect gather
colossal enormous giant huge / combine merge / common widespread / complete entire total whole
complete finish / completely entirely fully totally wholly / component element ingredient
conclude end finish / connect link / connected linked / connection link
consequence ramification repercussion / considerably significantly substantially
constant continual continuous / constantly continually / continue persist / continue proceed
contract shrink / convert transform / count tally / create establish form / create make
critical crucial essential key vital / current present / currently now presently
cut cutback reduction / cut decrease lower reduce / cut slash / cut trim / dearth scarcity shortage
decline decrease drop fall / decrease diminish lessen reduce / defer delay postpone
deficit shortfall / delay postponement / delete erase / deteriorate worsen / differ vary
difference discrepancy / dip drop fall slip / disappear vanish / disperse scatter / diverse various
divide separate / divide split / downturn slump / dwindle shrink / earlier formerly previously
earlier previous prior / ease loosen relax / effect impact / end halt stop / end terminate
endure last / enhance improve / enlarge expand / enormous huge immense massive vast
entire full whole / enumerate list / equal match / equip outfit / erode undermine weaken
erstwhile ex former / especially notably particularly / establish found / estimate reckon
eventually finally ultimately / example instance / exceed outstrip surpass top / excess glut surplus
exclude omit / exclusively solely / expansion growth / extend lengthen prolong
fast quick rapid speedy swift / fast quickly rapidly swiftly / feeble frail weak / figure number
first initial / following subsequent / forthcoming upcoming / frequently often / fresh new
furthermore moreover / generally normally typically usually / grave serious severe
halt standstill stop / happen occur / hence therefore thus / hike increase raise
however nevertheless nonetheless / identical same / immediate instant
immediately instantly promptly / important major / important significant
infrequently rarely seldom / initially originally / initiate launch start
interim provisional temporary / join unite / joint shared / jump leap spike surge / kind sort type
lately recently / later subsequently / little small / lone sole / marginally slightly
mighty powerful / minuscule minute tiny / normal ordinary typical usual / outcome result
partially partly / pause suspend / percentage proportion share / period spell stretch
plummet plunge / rare uncommon / rebound recovery / remain stay / renew revive / replace succeed
replace supplant / restart resume / robust strong / rocket skyrocket soar surge
series string succession / sharply steeply / shortly soon / slump tumble / stabilise steady
stiffen tighten toughen / tendency trend
# space and motion
abroad overseas / adjacent neighbouring / advance progress / aerodrome airfield
aeroplane aircraft airplane plane / apartment flat / approach near / area district
area region zone / ascend climb scale / auto automobile car / bicycle bike / boat vessel
border frontier / broad wide / building edifice / cab taxi / capsize overturn / cargo freight
carry convey transport / chase pursue / chopper helicopter / close near nearby / close shut
coast shore / collide crash / country nation / course route / cross traverse
crossroads intersection junction / dash hurry rush / depart leave / departure exit / depot warehouse
despatch dispatch send / distant faraway remote / district neighbourhood / domestic internal
drag haul pull / driver motorist / dwell live reside / dwelling home house residence / edge fringe
elevator lift / encircle surround / escape flee / excursion outing
expressway freeway highway motorway / fling hurl throw toss / flood inundate swamp
foreign overseas / global international worldwide / globally internationally worldwide
hamlet village / harbour port / holiday vacation / jolt rattle shake / journey travel / journey trip
lag trail / located situated / location place site / lorry truck / motorbike motorcycle
move relocate / move shift / national nationwide / nationally nationwide / ocean sea
outskirts suburb / passenger traveller / path route / pavement sidewalk / pullout retreat withdrawal
push shove / railroad railway / refuge shelter / retreat withdraw / roam wander / sheer steep
ship vessel / streetcar tram trolley
# matter: nature, weather, accident, body, health, science
accident mishap / ache pain / adolescent teen teenager / aged elderly old / agriculture farming
alive living / ancestor forebear forefather / animal beast / appliance device gadget / arid dry
atomic nuclear / baby infant / badly seriously severely / batter lash pound / blackout outage
blast detonate explode / blast explosion / blaze fire inferno / blazing burning / blind sightless
blizzard snowstorm / bodily physical / body corpse / break fracture / buddy friend pal
build construct erect / burial funeral / calamity catastrophe disaster / casket coffin / cattle cow
cellphone mobile / child kid youngster / chilly cold / chip microchip / choke suffocate
collapse crumble / collision crash / consume eat / contagious infectious / contaminate pollute taint
contaminated polluted / contamination pollution / couple pair / creek stream / crop harvest
crowd throng / crowded packed / crude oil petroleum / cultivate farm grow / cure heal / cure remedy
dad father / damage harm hurt / damp moist / dangerous hazardous perilous / dangerous risky
dead deceased / deadly fatal lethal / death demise / death fatality / debris rubble
deluge downpour / demolish destroy / demolish flatten raze / destroy ruin / destruction devastation
die perish / disease illness sickness / doctor physician / douse extinguish / drench soak
drug medication medicine / earthquake quake / ecological environmental / electricity power
empty vacant / energy power / experiment test / farmer grower / fatally mortally
firefighter fireman / fix mend repair / flood flooding / forest woodland
garbage rubbish trash waste / gasoline petrol / grave tomb / harvest reap / hurt injure wound
hurt injured wounded / hypothesis theory / ignite kindle / ill sick unwell
immunisation inoculation vaccination / immunise inoculate vaccinate / individual person
injection jab / injury wound / internet web / kin relative / lab laboratory / landslide landslip
maim mutilate / make manufacture produce / melt thaw / mental psychological / method technique
mom mother mum / noxious poisonous toxic / pensioner retiree / people person / plant sow
rain rainfall / raise rear / rebuild reconstruct / recover recuperate / refurbish renovate
researcher scientist / ruin wreck / shatter smash / shattered smashed / spacecraft spaceship
storm tempest / therapy treatment / wreck wreckage / young youthful
# intellect: knowing, speaking, writing
academic scholar / accidentally inadvertently unintentionally / accurate correct
acknowledge admit concede / address speech / admit confess / advice counsel guidance
advise recommend / air broadcast / analyse examine study / announce declare proclaim
anonymous unnamed / answer reply respond / answer reply response / anticipate expect
apparently seemingly / argue contend maintain / argument quarrel / article story
ask enquire inquire / ask request / assert claim contend / author pen write / author writer
aware conscious / believe think / bogus counterfeit fake / broadcast televise / call dub label term
candid frank / caution warn / caution warning / certain sure / certainly definitely surely
challenge contest / characterise depict describe portray / chat converse / check verify
circulate spread / clandestine covert secret / clarify explain / classified confidential
clearly obviously / clever intelligent smart / coach train / comment observation remark
comment observe remark / comprehend grasp understand / conceal hide / concept idea notion
concert gig / confirm corroborate / consider deem / contest dispute / convince persuade
correspondent journalist reporter / counterfeit falsify forge / covertly secretly / debate discuss
deceive dupe fool mislead trick / declaration proclamation / defect fault flaw
deliberately intentionally purposely / demonstrate show / detect notice spot
deter discourage dissuade / devise formulate / devise invent / disclose divulge reveal
discover find / discovery finding / discussion talk / disregard ignore / document paper
doubt question / doubtful dubious / educate teach / emphasise stress underline underscore
envisage envision / erroneous incorrect wrong / error mistake / evident obvious / exam examination
examine inspect scrutinise / expert specialist / expose uncover / false untrue / falsehood untruth
famous renowned / fictional fictitious / film movie / film videotape / foolish stupid
footage video / forecast predict project / forecast prediction projection / foresee foretell predict
gauge measure / gossip rumour / hint imply insinuate / image picture / impartial neutral unbiased
inform notify / interpreter translator / interrogate question quiz / issue publish / jest joke quip
likely probable / likely probably / log record register / maybe perhaps possibly
memory recollection / misconception misunderstanding / monitor track / motto slogan / murmur whisper
newspaper paper / note observe / observe watch / openly publicly / opinion view / oral verbal
outline sketch / peruse read / phone ring telephone / photo photograph picture / poll survey
propose suggest / publish release / pupil student / query question / recall recollect remember
regard view / research study / reveal unveil / say state tell / scream shriek / shout yell
singer vocalist / site website / speak talk / specify stipulate / spokesman spokesperson spokeswoman
television telly / uncertain unclear / unexpected unforeseen
# will: choosing, acting, power, state, law, war
abandon ditch drop / abandon forsake / abduct kidnap / abduction kidnapping / abductor kidnapper
able capable / abuse maltreat mistreat / abuse mistreatment / accidental inadvertent unintentional
accomplishment achievement / accord agreement deal pact / accusation allegation / accused defendant
acquit clear / act law / activist campaigner / address tackle / administration government
adopt approve pass / advantage benefit / adversary enemy foe / adviser advisor / advocate champion
advocate proponent / agree concur / aid assist help / aide assistant / aim goal objective target
aim intend / alliance coalition / allow let permit / ally partner / alternative choice option
ambush waylay / annul rescind revoke / appeal plea request / appoint name / apprehend arrest detain
approval consent permission / approve authorise / arena ground stadium / arm equip
armament weapon weaponry / armistice ceasefire truce / assail assault attack / assailant attacker
assignment task / athlete sportsperson / attack hit strike / attempt bid effort
attempt endeavour strive try / attorney lawyer / authorise permit / authority power
avert forestall prevent / avoid shun / award prize / axe cancel scrap / back endorse support
backer supporter / ballot vote / ban bar / ban forbid outlaw prohibit / ban prohibition
banish exile / bargain negotiate / barrier hurdle obstacle / battle combat fight
beat defeat overcome / beg implore plead / bet gamble wager / block obstruct
bloodbath massacre slaughter / bomb bombard / bombard shell / bombardment bombing
bombardment shelling / boss chief head / breach break violate / breach infringement violation
bribery graft / brutal cruel savage vicious / bully intimidate / butcher massacre slaughter
candidate contender / cap limit / capitulate surrender / captain skipper / captive prisoner
capture catch / capture seize / chair chairman chairperson / champion winner / chance opportunity
charge indict / cheat defraud swindle / cheat fraudster swindler / chief head leader
choose pick select / citizen national / clash skirmish / clear exonerate / clinch win
coach manager / coach trainer / coerce compel force / collaborate cooperate
collectively jointly together / comb scour search / combat fighting / combatant fighter
command instruct order / commandeer hijack / compel oblige / compensation redress / compete vie
competition contest / competition tournament / competitor opponent rival / comply obey
compulsory mandatory obligatory / con dupe swindle / confiscate impound seize / conflict war
confront face / conquer subdue vanquish / conserve preserve / constraint restriction
contentious controversial divisive / contravene infringe violate / cop policeman / corrupt crooked
corruption graft / coup putsch / court tribunal / crime offence / criminal crook / critic detractor
crush quell suppress / curb limit restrict / curb limit restriction / custody detention
danger hazard peril risk / decide resolve / decision judgement judgment ruling / decline refuse
decree edict / defend protect / defy disobey / defy flout / delegate representative
deliberate intentional / demonstrate protest / demonstration protest / demonstration rally
demonstrator protester / deport expel / depose oust overthrow topple / desire want wish
detective investigator / determined resolute / difficult hard tough / difficulty problem trouble
direct instruct / disadvantage drawback / disagreement dispute / dismiss fire sack / disorder unrest
dispute quarrel row / dodge elude evade / draw tie / duty obligation responsibility / easy simple
eject expel / election poll / emissary envoy / employ hire / employ use
enquiry inquiry investigation probe / equitable fair just / exhort urge / eyewitness witness
faithful loyal / fan supporter / favour support / ferocious fierce / firearm gun
flourish prosper thrive / foil frustrate thwart / foment incite instigate / force troop
fraud scam swindle / free liberate release / freedom liberty / friction tension / function role
game match / gaol jail prison / gathering meeting / goalie goalkeeper keeper / govern rule
guard protect / guerrilla insurgent rebel / gunman shooter / hamper hinder impede / handle manage
harass hound / harsh severe / head lead / heed obey / helpful useful / hire recruit / hooligan thug
host stage / hunt search / illegal illicit unlawful / illegally unlawfully / immigrant migrant
impose levy / imprison incarcerate jail / incompetent inept / individually separately
inhabitant resident / inmate prisoner / insurrection rebellion revolt uprising / intend plan
intermediary mediator / investigate probe / invitation invite / job position post
jobless unemployed / keep maintain preserve / keep retain / kill slay / killing slaying / knife stab
law legislation statute / lawful legal / lawful legitimate / lawfully legally
lawmaker legislator parliamentarian / lawsuit suit / leave quit / legislature parliament
licence permit / loot pillage plunder ransack / manage operate run / menace threat
monarch sovereign / mutiny revolt / negotiation talk / optional voluntary / oust unseat
overhaul reform / oversee supervise / overturn quash / overturn reverse / pact treaty
partake participate / penalise punish / penalty punishment / plan scheme / plebiscite referendum
pledge promise vow / practise rehearse / prepare ready / prepared ready / pressing urgent
prevent stop / programme scheme / project scheme / protect safeguard shield / quit resign
raid swoop / rebel revolt / rebuff reject spurn / regulation rule / relation relationship tie
reluctant unwilling / repeal revoke / repel repulse / rescue save / resolve settle / resolve solve
reversal setback / rout thrash trounce / serviceman soldier troop / session sitting
side squad team / smuggle traffic / smuggler trafficker / squander waste / stoppage strike walkout
strict stringent tough / triumph victory win / turmoil unrest / unfair unjust / use utilise
victor winner
# possession: trade, money, work
acquire buy purchase / acquire obtain secure / acquisition buyout takeover / acquisition purchase
affluent rich wealthy / aid assistance help / aid relief / allocate allot assign / asset property
award bestow grant / baggage luggage / bankroll finance fund / bankrupt insolvent
bankruptcy insolvency / belongings possession / benefit profit / bid offer / business commercial
business company firm / business enterprise / businessman entrepreneur / buyer purchaser
cash money / charge fee / cheap inexpensive / client customer / colleague coworker / colliery mine
commerce trade / company corporation / contribute donate give / contribution donation / cost expense
cost price / costly expensive pricey / deal transaction / dealer merchant trader
discard dump jettison / dispense distribute / duty tariff / earn make / earning earnings income
embezzle misappropriate / employee worker / exchange swap trade / expend spend / factory plant
finance funding / fit install / forfeit lose / fortune riches wealth / fund money
furnish provide supply / gain obtain / gain profit / get obtain receive / gift present
give provide / good goods merchandise / grab snatch / grant subsidy / impoverished poor
industry sector / joblessness unemployment / labour toil work / labourer worker
landlord proprietor / lease rent / lend loan / levy tax / lucrative profitable
maker manufacturer producer / need require / needy poor / offload sell / output production
own possess / owner proprietor / pay salary wage / personnel staff workforce / pilfer steal swipe
provider supplier / refund reimburse repay / revenue turnover / seller vendor / share stock
shareholder stockholder / shop store / stealing theft / stockpile store
# feeling, morals, religion
acclaim praise / admire respect / adore love / afraid frightened scared / amaze astonish surprise
amazed astonished surprised / amazement astonishment / amicable friendly
anger enrage infuriate outrage / anger fury rage / angrily furiously / angry furious irate
annoy irritate / anxiety concern worry / anxious concerned worried
applaud commend hail laud praise / awful dreadful horrible terrible / beautiful lovely
blast lambast slam / boast brag / brave courageous / bravely courageously / bravery courage
calm composed / castigate lambast lambaste slam / celebrate commemorate mark / celebrity star
clergyman cleric / compassion sympathy / complain grumble moan / condemn denounce
controversy furore / cordial warm / criticise slam / cry weep / decry denounce deplore
delight happiness joy / delight please / deride mock ridicule / deserve merit / despise loathe
detest hate loathe / disgrace shame / distressed upset / dread fear / eager keen
embolden encourage / endanger imperil jeopardise / endure suffer / endure tolerate
excellent outstanding superb / experience undergo / extol praise / fame renown / forgive pardon
fortunately luckily / fret worry / frighten scare terrify / glad happy pleased
grief sadness sorrow / grieve mourn / grin smile / hate hatred / holy sacred / homily sermon
hostile unfriendly / inspire motivate / lament regret rue / marry wed / menace threaten
nuptials wedding / outrage uproar / regrettably sadly unfortunately / revere venerate / sad unhappy
shock stun / shocked stunned / sob weep / tired weary
"""

# endings that are spelt in two ways, British first
_ENDINGS = """
isation ization / ise ize / iser izer / yse yze / our or / ourer orer / ouring oring
ourable orable / tre ter / bre ber / ence ense / ogue og / gramme gram
"""
_SHORTEST = 2


def _lists(text: str) -> list[list[str]]:
    lines = (line for line in text.strip().splitlines() if not line.startswith("#"))
    return [group.split() for line in lines for group in line.split("/")]


def _spellings(word: str) -> set[str]:
    """A word as it is spelt on either side of the Atlantic, and perhaps nowhere."""
    found = {word}
    for one, other in _lists(_ENDINGS):
        for here, there in ((one, other), (other, one)):
            if word.endswith(here) and len(word) >= len(here) + _SHORTEST:
                found.add(word.removesuffix(here) + there)
    return found


@cache
def _near() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for group in _lists(_GROUPS):
        spelt = {form for word in group for form in _spellings(word)}
        for word in spelt:
            found.setdefault(word, set()).update(spelt)
    return {word: frozenset(group) for word, group in found.items()}


@lru_cache(maxsize=65536)
def synonyms(lemma: str) -> frozenset[str]:
    """The words that may stand for a lemma, itself among them."""
    return _near().get(lemma) or frozenset(_spellings(lemma))
