"""What is page furniture, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers import noise_spans

NOISE = {
    "advert": [
        "Advert",
        "ADVERTISEMENT",
        "Advertisment",
        "- Advertisement -",
        "**Advertisement**",
        "[Advertisement]",
        "Advertisement - scroll to continue",
        "Advertisement",
        "Sponsored",
        "SPONSORED CONTENT",
        "Story continues below advertisement",
        "Article continues below this ad",
        "Scroll to continue",
        "Report this ad",
    ],
    "related": [
        "Also read | Rice export ban lifted",
        "ALSO READ: Rice export ban lifted",
        "Also Read- Rice export ban lifted",
        "Read more: Why the dam failed",
        "READ MORE",
        "Read also: Why",
        "Related: Five charts on wages",
        "Related Posts",
        "## Related Posts",
        "Related articles:",
        "Don't miss: our guide to the vote",
        "DON’T MISS",
        "More on this story",
        "Recommended",
        "Recommended for you",
        "Must Read | X",
        "WATCH: Moment bridge collapses",
        "READ | Minister quits",
        "You may also like",
        "Most read",
        "Click here to read more.",
        "> **Also read:** [Rice](http://a)",
    ],
    "topics": [
        "Topics: Rice, Trade, India",
        "Tags: rice, trade",
        "TAGS",
        "Filed under: Business",
        "#Rice #Trade",
    ],
    "caption": [
        "(Image: Getty Images)",
        "[Photo: Jane Doe/AFP]",
        "Photo: Jane Doe",
        "Picture credit: PA",
        "Image credit: Reuters",
        "File photo",
        "FILE PHOTO: The mayor speaks in Lima, June 3. REUTERS/Ana Diaz",
        "FILE - The flag flies over Lima. (AP Photo/Ana Diaz, File)",
        "Representational image",
        "The mayor at the port on Monday (Image: AFP via Getty Images)",
        "Dockers march in Lima on Friday [Ana Diaz/Reuters]",
        "Dockers march (Photo by Ana Diaz/Getty Images)",
        "Dockers march in Lima. Photograph: Ana Diaz/EPA",
        "Image source, Getty Images",
        "Image caption, Dockers march",
        "Getty Images",
        "Ana Diaz/Getty Images",
        "(Photo courtesy of the navy)",
        "View image in fullscreen",
    ],
    "popup": [
        "This will close in 0 seconds",
        "This ad will close in 12 seconds.",
        "Subscribe to our newsletter",
        "Sign up for our free daily briefing and get the best stories",
        "Get the latest headlines delivered to your inbox",
        "We use cookies to improve your experience.",
        "By continuing to use this site, you agree to our terms",
        "Accept all cookies",
        "Share this article",
        "Share on Facebook",
        "Facebook Twitter WhatsApp",
        "Follow us on Twitter",
        "Follow Harbour Times on WhatsApp and never miss a story",
        "Join our Telegram channel",
        "Download our app",
        "Please enable JavaScript to view this video",
        "Leave a comment",
        "12 comments",
    ],
    "boilerplate": [
        "(With inputs from agencies)",
        "(With agency inputs)",
        "With PTI inputs",
        "With inputs from ANI",
        "(Reporting by Ana Diaz; Editing by Bo Li)",
        "Reporting by Ana Diaz in Lima; Editing by Bo Li",
        "(This story has not been edited by staff and is auto-generated from a syndicated feed.)",
        "© 2024 Harbour Times. All rights reserved.",
        "All rights reserved",
        "This is a developing story. Check back for updates.",
        "3 min read",
        "Back to top",
        "* * *",
        "Edited by: Ana Diaz",
        "The views expressed are those of the author and not necessarily of this paper.",
    ],
}

TEXT = [
    "Read the statement carefully, the minister told reporters.",
    "Sponsored amendments were withdrawn on Tuesday.",
    "The advertisement cost the party two million pesos.",
    "Related charges against the mayor were dropped.",
    "Related, and more worrying, is the deficit.",
    "Topics: trade, fishing and defence will be discussed on Monday.",
    "Tags on the cattle must be renewed by June.",
    "Photo identification will be required at the polls.",
    "Photographs of the flood reached the capital within hours.",
    "Pictures of the bridge, he said, proved nothing.",
    "Picture this: a coast with no fish.",
    "Video shows the convoy leaving the city.",
    "(Video shows the convoy leaving the city.)",
    "Still: the deal holds.",
    "Share prices fell 3% in Nairobi.",
    "Share this burden, the bishop asked of the richer dioceses.",
    "Follow the money, the auditor said.",
    "Follow us, the guide told the children.",
    "Sign up for the alert system, officials urged residents on Sunday.",
    "Subscribe to the state newsletter or lose the grant, the ministry warned farmers.",
    "We use cookies in the bakery, she joked.",
    "Copyright law will change in March.",
    "No comment.",
    "With inputs from farmers running short, maize prices rose.",
    "Filed under seal, the motion was opened on Friday.",
    "More from the fund would be needed, the minister said.",
    "Advertising revenue fell by a fifth.",
    "Ad spending by the two parties reached a record.",
    "Ads by the party broke the rules.",
    "Join the coalition, the president demanded of the farmers.",
    "The death toll rose to 40 (AP/Reuters).",
    "The ministry declined to comment (Reuters).",
    "JavaScript developers support the plan, a survey found.",
    "Source: Ministry of Finance",
    "Updated: 12 March 2025, 10:20 IST",
    "By Amina Yusuf",
    "Recommended doses were halved, the agency said.",
    "Don't miss the deadline, the tax office warned.",
    "Don't miss the deadline: the tax office closes at five.",
    "Trending downward since May, the currency recovered.",
    "Comments by the governor moved markets.",
    "Scroll to page nine of the treaty, the judge said.",
    "Continue reading the bill aloud, the speaker ordered.",
    "Register to vote, the commission said, or lose your voice.",
    "Download the form before Friday.",
    "Listen to the people, the crowd chanted.",
    "Watch: is too expensive, said the thief.",
    "The views of voters do not necessarily match, the pollster said.",
    "The photographer sued the agency (then part of Getty).",
    "Get the vaccine, doctors told parents.",
    "Save the river, the banner read.",
    "Print runs were cut.",
    "X marks the spot.",
    "Credit: the Treasury will get 5m.",
    "Support our troops, he said.",
    "Editing by committee is slow, the author said.",
    "#1",
    "- The union wants 40 cranes.",
    '> "We asked for safety first."',
    "New AP/NORC poll shows gains",
    "This story has two sides.",
    "This report will close in on the truth.",
    "Most read the paper at breakfast.",
]

LINES = [(kind, line) for kind, lines in NOISE.items() for line in lines]


@pytest.mark.parametrize(("kind", "line"), LINES, ids=[line[:40] for _, line in LINES])
def test_furniture_is_marked(kind: str, line: str) -> None:
    """A line that the page's builder put there is marked whole, with its kind."""
    before = "The dockers asked for rafts.\n\n"
    (found,) = noise_spans(f"{before}  {line}\u00a0\r\nThe port agreed.\n")
    assert found.kind == kind
    assert (found.start, found.end) == (len(before) + 2, len(before) + 2 + len(line))


@pytest.mark.parametrize("line", TEXT, ids=[line[:40] for line in TEXT])
def test_a_sentence_that_begins_like_furniture_is_text(line: str) -> None:
    """The author's words are never taken for an advert, a link or a caption."""
    assert noise_spans(line) == ()


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        ("Exports fell by a fifth [1][2].", ["[1][2]"]),
        (
            "Exports fell[3], and prices rose [4, 5]; wages did not[12–14].",
            ["[3]", "[4, 5]", "[12–14]"],
        ),
        ("Exports fell. [1] Prices rose [2]", ["[1]", "[2]"]),
        ("“Exports fell” [7]", ["[7]"]),
        ("“We have [3] ships and [a] crane,” she said.", []),
        ("Exports fell by a fifth [sic].", []),
        ("[1] is where the list begins", []),
    ],
)
def test_reference_marks_are_found_and_edits_of_a_quotation_are_not(
    line: str, marks: list[str]
) -> None:
    """A mark that points to a missing list is noise; a number put into a quotation is not."""
    assert [line[n.start : n.end] for n in noise_spans(line)] == marks
    assert {n.kind for n in noise_spans(line)} <= {"marker"}


@given(
    text=st.lists(
        st.sampled_from([line for _, line in LINES] + TEXT + ["\n", "\r\n", "\u2028", "[1]", " "])
        | st.text(max_size=20)
    ).map("".join)
)
def test_spans_are_sorted_apart_and_inside_the_text(text: str) -> None:
    """Whatever a page holds, its noise can be cut out from left to right."""
    at = 0
    for noise in noise_spans(text):
        assert at <= noise.start < noise.end <= len(text)
        assert text[noise.start : noise.end] == text[noise.start : noise.end].strip()
        assert len(text[noise.start : noise.end].splitlines()) == 1
        at = noise.end


@pytest.mark.parametrize(
    "unit", ["[", "[1", "(a/", "- ", "advert ", "( ", "photo: by ", "a, ", "#a ", "with AP, "]
)
def test_a_hostile_line_is_read_in_a_moment(unit: str) -> None:
    """A line of a million characters, made to trip a pattern, comes back at all, and unmarked."""
    assert noise_spans(unit * (1_000_000 // len(unit))) == ()


@pytest.mark.parametrize("unit", ["(a/", "(a a", "facebook ", "subscribe to for ", "video by ("])
def test_many_hostile_lines_are_read_in_a_moment(unit: str) -> None:
    """The same where every line is just short enough to be looked at."""
    line = unit * (490 // len(unit)) + "!"
    assert noise_spans(f"{line}\n" * 2_000) == ()
