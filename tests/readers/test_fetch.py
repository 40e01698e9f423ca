"""Pages fetched from a real server: what is read, what is refused, and how politely."""

import gzip
import ipaddress
import socket
import zlib
from collections.abc import Iterator, Mapping

import pytest

from pipeline.domain import Article, Problem
from pipeline.readers import Limits, Web, read
from pipeline.readers.reach import is_public
from tests.readers.site import PAGE, Answer, Site, here, moved

BOMB = bytes(30_000_000)


def page_with(header: str, value: str) -> Answer:
    """The page, with one more header."""
    return Answer(headers={"Content-Type": "text/html", header: value})


def article(web: Web, address: str) -> Article:
    """The one article at an address."""
    (found,) = read([address], web=web)
    assert isinstance(found, Article), found
    return found


def problem(web: Web, address: str) -> Problem:
    """The one problem at an address: a lower-case sentence that names a fix."""
    (found,) = read([address], web=web)
    assert isinstance(found, Problem), found
    assert found.message[0].islower()
    assert ";" in found.message
    return found


# --- what is read ------------------------------------------------------------------------


def test_a_page_is_an_article(site: Site, web: Web) -> None:
    """Its text, its address and a name that is the same in every run; no user, no password."""
    site.paths["/2024/strike"] = Answer()
    address = f"http://amy:secret@127.0.0.1:{site.port}/2024/strike#top"

    found = article(web, address)

    assert "hire 40 more crane drivers" in found.text
    assert (found.url, found.outlet) == (f"{site.url}/2024/strike", "127.0.0.1")
    assert found.title == "Dockers call off strike"
    assert found.id == article(web, address).id
    assert "strike" in found.id
    assert site.asked[1][1]["user-agent"].startswith("provenote/")
    assert "authorization" in site.asked[1][1]
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("text/html; charset=windows-1252", "windows-1252"),
        ('text/html; charset="ISO-8859-1"', "windows-1252"),
        ("text/html; charset=utf-16", "utf-16"),
    ],
)
def test_a_server_may_declare_the_encoding(
    site: Site, web: Web, header: str, encoding: str
) -> None:
    """What the server says goes before what the page says, as in a browser."""
    site.paths["/"] = Answer(PAGE.encode(encoding), headers={"Content-Type": header})
    assert "Valparaíso" in article(web, f"{site.url}/").text


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_packed_pages_are_unpacked(site: Site, web: Web, packing: str) -> None:
    """A page may come smaller than it is."""
    packed = gzip.compress(PAGE.encode()) if packing == "gzip" else zlib.compress(PAGE.encode())
    site.paths["/"] = Answer(
        packed, headers={"Content-Type": "text/html", "Content-Encoding": packing}
    )
    assert "Valparaíso" in article(web, f"{site.url}/").text


def test_a_text_of_the_web_is_an_article(site: Site, web: Web) -> None:
    """A plain text stays as it is, markup and all."""
    text = "The ferry union in Cebu asked for <b>twenty</b> more rafts.\r\n"
    site.paths["/a.txt"] = Answer(text.encode(), headers={"Content-Type": "text/plain"})
    assert article(web, f"{site.url}/a.txt").text == text


def test_redirects_are_followed_to_the_page(site: Site, web: Web) -> None:
    """The article's address is where it was found."""
    site.paths |= {"/old": moved("/older"), "/older": moved("/new"), "/new": Answer()}
    assert article(web, f"{site.url}/old").url == f"{site.url}/new"


def test_a_busy_server_is_asked_again(site: Site, web: Web) -> None:
    """What may be otherwise a moment later is tried again; a missing page is not."""
    answers = iter([Answer(b"", 503), Answer(b"", 429, {"Retry-After": "1"}), Answer()])
    site.paths["/"] = lambda _: next(answers)
    assert article(web, f"{site.url}/").text
    assert "no such page" in problem(web, f"{site.url}/gone").message
    assert site.asked_for() == ["/", "/", "/", "/gone"]


def test_one_address_is_read_once(site: Site, web: Web) -> None:
    """Two links to one page, told apart only by how the reader came there, are one article."""
    site.paths |= {"/a": Answer(), "/a?utm_source=mail": Answer()}
    assert len(list(read([f"{site.url}/a", f"{site.url}/a?utm_source=mail"], web=web))) == 1


# --- what is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=401), "behind a login (401)"),
        (Answer(status=402), "behind a paywall (402)"),
        (Answer(status=403), "not without a login (403)"),
        (Answer(status=404), "no such page (404)"),
        (Answer(status=410), "gone (410)"),
        (Answer(status=418), "refuses the request (418)"),
        (Answer(status=451), "legal reasons (451)"),
        (Answer(status=429), "fewer requests (429)"),
        (Answer(status=500), "server fails (500)"),
        (Answer(b""), "nothing at the address"),
        (Answer(b"\xff\xd8", headers={"Content-Type": "image/jpeg"}), "no text but image/jpeg"),
        (Answer(b"x", headers={"Content-Type": "video/mp4"}), "no text but video/mp4"),
        (moved("/"), "redirects more than 5 times"),
        (moved("/login?next=/"), "leads to a login"),
        (moved("https://accounts.harbour.example/x"), "leads to a login"),
        (moved("https://consent.harbour.example/v2"), "leads to a cookie notice"),
        (moved("file:///etc/passwd"), "neither http nor https"),
        (moved("http://[::1"), "redirects to nowhere"),
        (moved("http://10.0.0.1/"), "in a private or reserved network"),
        (moved("http://127.0.0.2/"), "in a private or reserved network"),
        (moved("http://[::1]/"), "in a private or reserved network"),
        (moved("http://[::ffff:127.0.0.2]/"), "in a private or reserved network"),
        (moved("http://169.254.169.254/latest/meta-data"), "in a private or reserved network"),
        (page_with("Content-Encoding", "br"), "not asked for (br)"),
        (page_with("Content-Encoding", "gzip, gzip"), "not asked for"),
        (page_with("Content-Encoding", "gzip"), "packed wrongly"),
        (page_with("Content-Length", "500000000"), "larger than"),
        (page_with("Content-Length", "x"), "HTTP as it should"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_read_is_named(site: Site, web: Web, answer: Answer, words: str) -> None:
    """Every way to fail has a sentence of its own, and the next address is read."""
    site.paths |= {"/": answer, "/good": Answer()}
    first, second = read([f"{site.url}/", f"{site.url}/good"], web=web)
    assert isinstance(first, Problem)
    assert words in first.message
    assert first.where == f"{site.url}/"
    assert isinstance(second, Article)


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(site: Site, web: Web, packing: str) -> None:
    """A small body that becomes a large one is dropped at the limit."""
    packed = gzip.compress(BOMB) if packing == "gzip" else zlib.compress(BOMB)
    site.paths["/"] = Answer(
        packed, headers={"Content-Type": "text/html", "Content-Encoding": packing}
    )
    assert "unpacks to more than 20,000,000 bytes" in problem(web, f"{site.url}/").message


def test_a_body_without_a_length_ends_at_the_limit(site: Site) -> None:
    """Whatever a server announces, no more is taken than was agreed."""
    headers = {"Content-Type": "text/html", "Transfer-Encoding": "chunked"}
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (5_000, b"a" * 5_000)
    site.paths["/"] = Answer(body, headers=headers)
    with Web(Limits(max_bytes=1_000, delay=0), allow=here) as web:
        assert "larger than 1,000 bytes" in problem(web, f"{site.url}/").message


def test_a_server_that_never_ends_is_left() -> None:
    """Not even a byte now and then keeps a reader for ever: the whole has its time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with Web(Limits(seconds=0.3, timeout=0.1, delay=0, attempts=1), allow=here) as hasty:
            assert "too long to answer" in problem(hasty, address).message


def test_a_connection_that_is_not_secure_is_named(site: Site, web: Web) -> None:
    """A server that does not speak TLS where it should is told from one that is not there."""
    secure = f"https://127.0.0.1:{site.port}/"
    assert "connection is not secure" in problem(web, secure).message
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert "cannot be connected to" in problem(web, f"http://127.0.0.1:{port}/").message


@pytest.mark.parametrize(
    "address", ["http://", "http://[", "http://a b/", "http://\x00/", "https://x:y/"]
)
def test_what_is_no_address_is_named(web: Web, address: str) -> None:
    """A mistyped address is a problem like any other."""
    assert isinstance(problem(web, address), Problem)


@pytest.mark.parametrize("path", ["/404", "/login"])
def test_a_password_is_never_shown(site: Site, web: Web, path: str) -> None:
    """User and password of an address stand in no message."""
    site.paths["/login"] = moved("http://bob:hidden@10.0.0.1/")
    found = problem(web, f"http://amy:secret@127.0.0.1:{site.port}{path}")
    assert not {"amy", "secret", "bob", "hidden"} & set(repr(found).replace("/", " ").split(" "))
    assert "secret" not in repr(found)
    assert "hidden" not in repr(found)


def test_every_failure_of_the_libraries_has_a_sentence() -> None:
    """What a library may raise on the way to a page ends as a problem, never as a traceback."""
    import httpcore2
    import httpx2

    from pipeline.readers.refusals import KINDS

    raised = [getattr(httpcore2, name) for name in httpcore2.__all__]
    raised = [kind for kind in raised if isinstance(kind, type) and issubclass(kind, Exception)]
    raised.remove(httpcore2.ConnectionNotAvailable)  # The pool's own; it never leaves it.
    assert len(raised) > 10
    assert all(issubclass(kind, KINDS) for kind in [*raised, httpx2.HTTPError, httpx2.InvalidURL])


# --- where a reader may go ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:4700::6810:1", True),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::5db8:d70e", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:db8::1", False),
    ],
)
def test_only_public_addresses_are_public(address: str, public: bool) -> None:
    """Whatever notation hides it, an inner address is one."""
    assert is_public(ipaddress.ip_address(address)) is public


def test_a_private_network_is_not_read(site: Site) -> None:
    """Nothing of loopback is asked for unless it is allowed."""
    site.paths["/"] = Answer()
    with Web() as web:
        assert "use --allow-private" in problem(web, f"{site.url}/").message
    assert site.asked == []


def test_a_name_with_one_private_address_is_not_read(site: Site) -> None:
    """A host that is public and private at once is not tried at all."""
    with Web(resolve=lambda *_: ["93.184.215.14", "127.0.0.1"]) as web:
        assert "(127.0.0.1)" in problem(web, f"http://harbour.example:{site.port}/").message
    assert site.asked == []


def test_what_was_judged_is_connected_to(site: Site) -> None:
    """A name is looked up by us alone: what we judged is where the connection leads."""
    site.paths["/"] = Answer()
    with Web(Limits(delay=0), allow=here, resolve=lambda *_: ["127.0.0.1"]) as web:
        found = article(web, f"http://harbour.example:{site.port}/")
    assert found.outlet == "harbour.example"
    assert site.asked[1][1]["host"] == f"harbour.example:{site.port}"


def test_a_name_that_changes_its_mind_gains_nothing(site: Site) -> None:
    """A host that becomes a private one between two requests is judged anew (DNS rebinding)."""
    site.paths["/"] = Answer()
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with Web(Limits(delay=0), allow=here, resolve=lambda *_: next(answers)) as web:
        assert "(10.0.0.1)" in problem(web, f"http://harbour.example:{site.port}/").message
    assert site.asked_for() == []


def test_a_name_that_nobody_knows_is_named() -> None:
    """A host that is not found is told from a server that does not answer."""

    def nowhere(*_: object) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with Web(resolve=nowhere) as web:
        assert "no host of the name" in problem(web, "https://harbour.invalid/a").message


# --- manners -----------------------------------------------------------------------------


def robots(text: str) -> Answer:
    """A site's rules."""
    return Answer(text.encode(), headers={"Content-Type": "text/plain"})


def test_what_a_site_forbids_is_not_read(site: Site, web: Web) -> None:
    """robots.txt is kept, with its wildcards, for redirects too, and asked for once."""
    site.paths |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /*/print$\nAllow: /\n"),
        "/a": Answer(),
        "/a/print": Answer(),
        "/b": moved("/b/print"),
    }
    first, second, third = read([f"{site.url}{path}" for path in ("/a/print", "/b", "/a")], web=web)
    assert isinstance(first, Problem)
    assert isinstance(second, Problem)
    assert "robots.txt" in first.message
    assert "robots.txt" in second.message
    assert isinstance(third, Article)
    assert [path for path, _ in site.asked] == ["/robots.txt", "/b", "/a"]


def test_rules_that_cannot_be_read_forbid(site: Site, web: Web) -> None:
    """A site whose robots.txt fails is left alone (RFC 9309); one that has none may be read."""
    site.paths |= {"/robots.txt": Answer(b"", 500), "/a": Answer()}
    assert "server fails (500)" in problem(web, f"{site.url}/a").message
    assert site.asked_for() == []


@pytest.mark.parametrize(
    ("rules", "pause"),
    [("", 1.0), ("User-agent: *\nCrawl-delay: 7", 7.0), ("User-agent: *\nCrawl-delay: 900", 30.0)],
)
def test_a_host_is_given_time(site: Site, rules: str, pause: float) -> None:
    """Between two pages of one host there is a pause; the site may ask for a longer one."""
    waits: list[float] = []
    site.paths |= {"/robots.txt": robots(rules), "/a": Answer(), "/b": Answer()}
    with Web(allow=here, sleep=waits.append) as web:
        assert len(list(read([f"{site.url}/a", f"{site.url}/b"], web=web))) == 2
    (wait,) = waits
    assert pause - 1 < wait <= pause


def test_what_has_not_changed_is_not_sent_again(site: Site, web: Web) -> None:
    """A page that is asked for again is asked for only if it is another."""

    def page(headers: Mapping[str, str]) -> Answer:
        same = headers.get("if-none-match") == '"1"'
        return (
            Answer(b"", 304)
            if same
            else Answer(headers={"Content-Type": "text/html", "ETag": '"1"'})
        )

    site.paths["/"] = page
    first, second = web.get(f"{site.url}/"), web.get(f"{site.url}/", again=True)
    assert not isinstance(first, Problem)
    assert not isinstance(second, Problem)
    assert (first.unchanged, second.unchanged, second.data) == (False, True, b"")


def test_nothing_is_left_open(site: Site) -> None:
    """A reader of its own closes what it opened, and says nothing of it."""
    found: Iterator[Article | Problem] = read([f"{site.url}/"])
    assert isinstance(next(found), Problem)
    assert list(found) == []
