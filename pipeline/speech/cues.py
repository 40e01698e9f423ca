"""The words that announce an utterance or a doubt (pure data).

"Cue" as in the attribution literature (PARC 3.0, PolNeAR): the word or phrase that links a
source to its content. What announces a stance is in `stances`.
"""

from pipeline.domain import Token
from pipeline.speech.stances import STANCE_VERBS

HEDGES = frozenset("reportedly allegedly apparently seemingly supposedly purportedly".split())
# verbs by which a source utters a content ("reporting verbs", Quirk et al. 1985, 16.31)
REPORTING = frozenset(
    """say tell state add claim report suggest note argue announce declare explain reply respond
    admit acknowledge confirm deny reveal disclose allege assert maintain contend believe think
    expect estimate predict fear hope describe recall remark comment mention write tweet post
    insist warn caution threaten urge demand accuse criticise criticize condemn blame complain
    vow pledge promise propose offer stress emphasise emphasize underline reiterate repeat hint
    indicate signal imply concede testify quote cite boast joke ask question wonder conclude
    observe point brand call agree reject dismiss refuse rule voice express""".split()
)
# "asked by the paper, she said": whoever asks says nothing
ASKING = frozenset("ask press question".split())
# prepositions and participles that name a source for a whole sentence
BY_SOURCE = frozenset("according per".split())
CITING = frozenset("cite quote".split())
# further verbs that link a source to a content without uttering it word for word: what somebody
# says, thinks, finds or shows (cues in the wide sense of PolNeAR)
LINKING = (
    REPORTING
    | STANCE_VERBS
    | frozenset(
        """find show learn discover worry want know feel decide determine realise realize recognise
    recognize doubt suspect speculate assume imagine consider view regard speak talk
    discuss brag complain praise tout defend mock ridicule laud lament outline present
    chronicle document quip shout recount relate proclaim concur counter inform remind
    advise elaborate clarify invoke plan intend advocate support oppose endorse dispute
    challenge rebut portray paint depict characterise characterize label prove hear
    compliment grill spar contrast denounce vote echo charge compare refer highlight
    admire persuade promote abhor acclaim accentuate address admonish affirm allude
    analyse analyze answer anticipate applaud appreciate approve ascertain ascribe
    assail assess assure attack attest attribute avow back banter bar beg believe bellow
    berate bet bewail blast boo bristle broach calculate campaign caricature castigate
    celebrate censure certify champion chant cheer chime chuckle commend compute
    conceive condone confess confide confirm conjecture consult contemplate contradict
    convey convince credit curse debate debunk decree deem delineate demonstrate
    denigrate describe designate desire detail detect diagnose dictate direct disagree
    disapprove discern discount discredit disparage dispel dissent dread dream emphasise
    encourage enumerate envision envisage equate evaluate evoke exclaim excoriate exhort
    explore extol favor favour flag focus forecast foresee frame fret frown fume gauge
    grant grieve gripe groan grouse growl grumble grunt guess gush hail harp hate herald
    hypothesise ignore illustrate implore impugn infer inquire instruct interject
    interpret interrupt introduce joke judge justify leak lecture lie like loathe love
    lash marvel misstate moan mourn muse mutter narrate negotiate notice notify object
    opine order overrule perceive petition plot ponder posit postulate preach predict
    prefer prescribe press presume pretend prophesy protest prognosticate publish
    question rail rant rate rave read reason reassure rebuff recall recite reckon
    recommend record redefine reflect refute register regret rejoice remember
    remonstrate rephrase reprimand resolve restate retort retract revisit say scoff
    scold scorn scrawl scream see seethe sense shrug sigh skewer slam smear sniff snap
    sneer specify spell spurn state stipulate strategise study submit summarise
    summarize surmise swear taunt tease term testify thank theorise theorize think
    thunder trumpet trust unveil update uphold urge venture verify vilify vindicate
    visualise voice vouch wager warn weigh welcome whine whisper wish yell""".split()
    )
)
# nouns by which a source is said to have uttered a content: "the mayor's claim that ..."
UTTERANCES = frozenset(
    """proposal claim statement warning threat accusation remark comment report promise pledge call
    argument belief view suggestion assertion allegation demand request idea concern fear hope
    opinion complaint criticism announcement admission denial insistence question explanation
    testimony conclusion finding estimate offer appeal vow tweet contention account advice
    affirmation aim analysis anger apology assessment assumption assurance attack attempt bid
    boast charge concession confidence confirmation conviction commentary condemnation critique
    decision declaration defence defense definition description desire diatribe disclosure
    dismissal doubt edict effort email emphasis endorsement evaluation expectation forecast goal
    guess hint illusion impression insult intention interpretation intent joke judgement
    judgment lament letter lie line message mind misgiving motion narrative notion objection
    observation order outrage perception plan plea position post praise prediction preference
    premise projection pronouncement proof protest reading reasoning rebuke recollection
    recommendation rejection reminder reply resolution response revelation rhetoric ruling
    rumour rumor skepticism scepticism slogan speculation speech stance story summary support
    supposition suspicion talk teaching theory thought tirade understanding urging verdict
    version vision vote wish word worry""".split()
)
# what somebody decides or wants: its owner holds it, and whoever reports it utters it
INTENTIONS = frozenset(
    """aim attempt bid decision desire effort goal intent intention order plan ruling verdict vote
    wish""".split()
)
# adjectives and nouns of mind that take a content: "afraid that ...", "a critic of ..."
MINDED = frozenset(
    """afraid sure certain confident convinced aware frank worried concerned hopeful glad angry
    clear adamant alarmed amazed annoyed anxious apologetic appalled ashamed blunt bitter candid
    cautious critical curious cynical delighted dismayed dismissive disappointed disgusted
    dubious eager emphatic enthusiastic explicit fearful frustrated furious grateful happy
    horrified incensed insistent impatient impressed interested keen mindful nervous optimistic
    outraged outspoken pessimistic pleased positive proud puzzled relieved resentful sad
    sceptical skeptical scared scathing shocked sorry stunned supportive surprised suspicious
    thankful troubled unaware uncertain unconvinced unhappy unimpressed unsure upset vague vocal
    wary admirer advocate backer believer champion critic defender foe opponent proponent
    supporter sceptic skeptic""".split()
)
# verbs that tag a quotation and utter nothing elsewhere: "Okafor continued: ..."
TAGGING = REPORTING | frozenset(
    """add affirm answer begin bellow chant chime chuckle confess confide continue counter cry
    exclaim interject lament muse mutter opine put quip read recite recount respond
    retort scoff scream shout sigh snap specify speculate testify thunder whisper yell""".split()
)


def form_of(token: Token, verbs: frozenset[str]) -> bool:
    """Whether a word is one of some verbs, or their form that the parser took for another word.

    A verb beside names is often read as a name or a noun: "Okello tweeted", "Paz charges".
    """
    if token.pos in {"VERB", "AUX"} or token.lemma in verbs:
        return token.lemma in verbs and token.pos in {"VERB", "AUX", "NOUN", "PROPN"}
    word = token.text.lower()
    return token.pos in {"PROPN", "NOUN"} and any(
        word.endswith(ending) and {word.removesuffix(ending), word.removesuffix(ending[1:])} & verbs
        for ending in ("ed", "es", "ing")
    )
