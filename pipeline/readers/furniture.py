"""What page furniture looks like: patterns of whole lines, by kind, as data.

Each matches a stripped line from end to end, case ignored. A new outlet's habit is one more
row here and one more line in the tests. The rules for a row: it needs a form that a sentence
does not have (a label with its separator, a fixed phrase, a credit in brackets), and it never
repeats a repetition, so that time stays linear.
"""

_ADVERT = r"(?:adv[ae]?rt?i?[sz]e?m[ae]nts?)"  # in its spellings, right and wrong
_AGENCY = (
    r"(?:AP|AFP|ANI|PTI|IANS|UNI|PA|EPA|EFE|ANSA|DPA|Reuters|Bloomberg|Xinhua|Kyodo|Yonhap"
    r"|Tass|Anadolu|AAP|UPI|NurPhoto|Getty(?: Images)?|Alamy|Shutterstock|i?Stock|Unsplash"
    r"|Pexels|Pixabay|Wikimedia(?: Commons)?|Associated Press|agenc(?:y|ies))"
)
_CREDIT = r"(?:\s+(?:credits?|courtesy|sources?|by|via))"
_LIBRARY = r"(?:Getty(?: Images)?|Alamy|Shutterstock|iStock|Unsplash|Pexels|Pixabay|EPA-EFE)"
_NETWORK = (
    r"(?:Facebook|Twitter|X|WhatsApp|Telegram|LinkedIn|Instagram|YouTube|TikTok|Threads"
    r"|Bluesky|Reddit|Pinterest|Messenger|Google News|Flipboard|Koo)"
)
_PAGE = r"(?: (?:article|story|post|page|video|report))"
_PICTURE = r"(?:(?:file )?(?:image|photo|photograph|picture|pic|video|graphic|illustration))"
_POINTER = (
    r"(?:(?:also|must) (?:read|see|watch|listen)|(?:read|see|watch) (?:also|next)|read more"
    r"|more (?:on|from) (?:this|the same) (?:story|topic|subject|author|section|series)"
    r"|(?:don['’]t|do not) miss|in case you missed it|icymi|editor['’]?s['’]? picks?|up next"
    r"|(?:you )?(?:may|might) also like|recommended (?:for you|reading|stories|articles)"
    r"|related (?:posts?|articles?|stor(?:y|ies)|news|coverage|content|reading|links?|videos?))"
)
_SEPARATOR = r"(?:\s*[|:»›>→–—]|\s+-|-\s)"
_SHARE = rf"(?:{_NETWORK}|e-?mail|print|copy link|share|save|tweet|pin)"
_SUBSCRIBE = r"(?:subscribe|sign up)\b.{0,60}\b(?:to|for)"
_TAGS = r"(?:(?:related )?topics?|tags?|tagged|filed under|keywords|hashtags|categor(?:y|ies))"
_UNSTOPPED = r"(?:.*[^.!?\s])"  # a tail that is no sentence

LINES: dict[str, tuple[str, ...]] = {
    "advert": (
        rf"\W{{0,5}}(?:{_ADVERT}|adverts?|advertorial|ads?|ad feedback)\W{{0,5}}",
        rf"(?:{_ADVERT}|ad)\s?[-–—:|.…]{{1,3}}\s?(?:scroll|continue|article|story)\b.{{0,60}}",
        r"(?:story|article|content|post|report) continues (?:below|after)\b.{0,40}",
        r"(?:scroll|swipe)(?: down)? to (?:continue|read)\b.{0,40}",
        r"continue reading (?:below|the main story|after the ad)\W*",
        r"\W{0,5}(?:sponsored|promoted|paid|partner|branded) (?:content|posts?|links?)\W{0,5}",
        rf"(?:sponsored|promoted|paid for)(?: by {_UNSTOPPED})?",
        rf"(?:skip|hide|close|report|remove) (?:this )?(?:ads?|{_ADVERT})\W*",
        r"ads by [\w.]{1,20}",
        rf"(?:ad|advert|{_ADVERT}) (?:is )?loading\W*",
    ),
    "related": (
        rf"{_POINTER}(?:{_SEPARATOR}.*)?",
        r"related(?:\s*[|:].*)?",
        r"recommended|popular now|trending(?: now| stories)?|most (?:read|popular|viewed|shared)",
        r"(?:more|top|other|latest) stories|(?:more )?(?:from )?around the web",
        r"(?:read|watch|listen|explained|in pics|in pictures|photos|gallery)\s*\|.*",
        r"(?-i:READ|WATCH|LISTEN|VIDEO|PHOTOS|GALLERY)\s*:.*",
        rf"read (?:more|the full{_PAGE}) (?:about|on|at|from|in) {_UNSTOPPED}",
        rf"(?:read|see|view) (?:more|the (?:full|original){_PAGE}) here\W*",
        r"(?:click|tap|press) here\b.*",
    ),
    "topics": (
        rf"{_TAGS}\s*:?",
        rf"(?:{_TAGS}|posted in|more about)\s*[|:]{_UNSTOPPED}",
        r"#[^\W\d]\w*(?:[\s,|]+#[^\W\d]\w*)*",
    ),
    "caption": (
        rf"[(\[]\s*{_PICTURE}s?(?:\s*[:|/©–-].*|{_CREDIT}\b.*)?[)\]]",
        rf"{_PICTURE}s?{_CREDIT}?\s*[:|©].*",
        rf"{_PICTURE} (?:credits?|courtesy)\b{_UNSTOPPED}?",
        r"(?:image|media|video|photo) (?:source|caption|credit),.*",
        r"(?-i:FILE(?: PHOTO| IMAGE)?)\s*[:–—-].*",
        rf"[(\[]?(?:file|stock|archive|handout) {_PICTURE}\W?",
        rf"[(\[]?(?:represent(?:ational|ative)|illustrative) {_PICTURE}\W?",
        # Words, and a credit in brackets at their end.
        rf".*[(\[]\s*{_PICTURE}s?(?:\s*[:/©]|{_CREDIT}\b)[^)\]]*[)\]]\.?",
        rf".*[(\[][^()\[\]/\s]+\s[^()\[\]/]+/\s*{_AGENCY}(?:,? (?:file|pool))?[)\]]\.?",
        rf".*[(\[](?:{_AGENCY} via {_AGENCY}|(?:{_AGENCY}\s*/\s*)?{_LIBRARY})[)\]]\.?",
        r".*[(\[](?-i:AP|AFP|EPA|Reuters|REUTERS|PTI|ANI|PA) (?:Photo|Image|Wire)[^)\]]*[)\]]\.?",
        # The same without brackets.
        r".*\s(?-i:REUTERS)/[^.!?]*",
        rf".*\s(?-i:Photograph|Photo|Picture|Image)(?: by|:) [^.!?]*/\s*{_AGENCY}",
        rf"(?:[^.!?]*/\s*)?{_LIBRARY}",
        rf"(?:view|see|open|enlarge|expand) (?:this )?{_PICTURE}(?: in)?(?: full-?\s?screen)?\W*",
    ),
    "popup": (
        r"(?:this|the|your)(?: ad| pop-?up| video)? will (?:close|start|begin) in \d+ s\w*\W*",
        r"(?:subscribe|sign up|sign in|log in|register)(?: now| here| today| for free)?\W*",
        r"already a (?:subscriber|member)\b.*",
        rf"{_SUBSCRIBE}\b.{{0,80}}\b(?:newsletters?|briefings?|digest)\b.*",
        rf"{_SUBSCRIBE} our\b.*",
        r"(?:get|have) .{0,120}\b(?:in|to|into) your inbox\b.*",
        r"(?:we|(?:this|our) (?:web)?site) (?:and our partners )?uses? cookies\b.*",
        r"by (?:continuing|clicking|using|signing up)\b.{0,120}\byou (?:agree|accept|consent)\b.*",
        r"(?:accept|allow|reject|manage) (?:all |my |your )?(?:cookies|preferences)\W*",
        r"(?:cookie|privacy) (?:policy|notice|settings|preferences)\W*",
        r"your browser (?:does not|doesn['’]t|may not|is not|is out)\b.*",
        r"javascript (?:is|must be) (?:not )?(?:disabled|enabled|required|turned)\b.*",
        r"please (?:enable|turn on) javascript\b.*",
        rf"share(?: this)?{_PAGE}?\W*",
        rf"share(?: this)?{_PAGE}? (?:on|via|by|with) {_SHARE}\W*",
        rf"{_SHARE}(?:[\s|,/·•]+{_SHARE})*",
        r"follow us(?:\s*[:|].*|\W*)",
        rf"follow .{{1,40}} on:? {_NETWORK}\b.*",
        rf"join us on {_NETWORK}\b.*",
        r"join our\b.{0,60}\b(?:channel|group|community|newsletter|list)\b.*",
        r"download (?:our|the) .{0,60}\bapps?\b.*|download our apps?\b.*",
        r"(?:link copied|copied to clipboard)\W*",
        r"(?:(?:\d{1,6}|view|show|leave|post|add)(?: a| all| your)? )?(?:comments?|repl(?:y|ies))",
        r"your email address will not be published\b.*",
        r"comments are closed\W*",
    ),
    "boilerplate": (
        r"[(\[]\s*with .{0,40}(?:inputs?|reporting|files) (?:from|by)\b.*[)\]]",
        r"[(\[]\s*with .{0,40}(?:inputs?|agencies)[)\]]",
        rf"with (?:{_AGENCY} )?inputs?(?: from (?:{_AGENCY}(?:,? (?:and|&) |, )?){{1,4}})?\W*",
        r"[(\[](?:additional |further )?(?:reporting|writing|edit(?:ing|ed)|compiled) by\b.*[)\]]",
        r"(?:additional )?reporting by .*;\s*(?:additional|writing|editing|compiled)\b.*",
        r"(?:edited|published|curated|written|produced) by\s*:.*",
        rf"\W?(?:.{{1,40}}, )?this{_PAGE}\b.{{0,60}}\b(?:not been edited|syndicated feed)\b.*",
        r"our standards: the thomson reuters trust principles\W*",
        r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*\d{4}\b.*|©.*",
        r"(?:.*[.,|]\s*)?all rights reserved\W*",
        r"this material may not be published, broadcast\b.*",
        r"(?:the )?(?:views|opinions)\b.{0,80}\bexpressed\b.{0,80}\bnot necessarily\b.*",
        r"this is a (?:developing|breaking)(?: news)? story\b.*",
        r"(?:estimated )?(?:\d{1,3}[ -]min(?:ute)?s? read|reading time\W.*)",
        rf"listen to this{_PAGE}\b.{{0,40}}",
        r"this audio is (?:auto-?)?generated\b.*",
        r"(?:back to|go to|return to) top|skip to (?:main )?content",
        rf"(?:load|show|see|view) more|continue reading|(?:previous|next|full|read full){_PAGE}",
        r"[*_=~#·•–—-](?:\s?[*_=~#·•–—-]){2,}",  # a rule between sections
    ),
}
"""Kind -> patterns. The first kind that matches names the line."""
