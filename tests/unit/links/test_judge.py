"""The judge: an answer in, a verdict out."""

from __future__ import annotations

import time

import pytest

from llm_info.identifiers import GitHubTarget
from llm_info.links import Answer, Expectation, Judgement, Question, Verdict, html
from llm_info.links.judge import judge
from llm_info.links.verdict import Hop, ListedPaper, Paper, RepositoryFacts, Trouble
from llm_info.pdf import Encryption, PdfReport

URL = "https://example.org/paper"
REPOSITORY = "https://github.com/old/name"
PAPER = Paper("A Study of Pages", authors=("Ada Lovelace",))
LONG = "Pages are cut and found again. " * 200


def question(
    expectation: Expectation = Expectation.PAGE, url: str = URL, *papers: Paper, fragment: str = ""
) -> Question:
    return Question(
        url,
        url,
        "page",
        expectation,
        papers=papers,
        repository=GitHubTarget.recognize(url),
        fragment=fragment,
    )


def page(status: int = 200, body: str = "", **headers: str) -> Answer:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(url=URL, status=status, headers=fields, body=body)


@pytest.mark.parametrize(
    ("answer", "verdict", "reason"),
    [
        (page(200), "ok", ""),
        (page(404), "broken", "not-found"),
        (page(410), "broken", "not-found"),
        (page(300), "ok", ""),
        (page(400), "blocked", "turned-away"),
        (page(406), "blocked", "turned-away"),
        (page(415), "blocked", "turned-away"),
        (page(302), "broken", "client-error"),
        (page(414), "broken", "client-error"),
        (page(304), "unreachable", "server-error"),
        (page(401), "blocked", "turned-away"),
        (page(403), "blocked", "turned-away"),
        (page(418), "blocked", "turned-away"),
        (page(429), "blocked", "rate-limited"),
        (page(451), "blocked", "turned-away"),
        (page(999), "blocked", "turned-away"),
        (page(202), "blocked", "turned-away"),
        (page(503, cf_mitigated="challenge"), "blocked", "turned-away"),
        (page(200, "<title>Just a moment...</title>"), "blocked", "turned-away"),
        (page(503, "<div id=cf-challenge>Checking your browser</div>"), "blocked", "turned-away"),
        (page(200, "Automated access to this site is blocked."), "blocked", "turned-away"),
        (page(500), "unreachable", "server-error"),
        (page(522), "unreachable", "server-error"),
        (page(0), "unreachable", "server-error"),
        (page(600), "unreachable", "server-error"),
        (page(408), "unreachable", "server-error"),
        (Answer(trouble=Trouble.UNKNOWN_HOST, detail="x.invalid"), "broken", "unknown-host"),
        (Answer(trouble=Trouble.CERTIFICATE), "broken", "certificate"),
        (Answer(trouble=Trouble.REDIRECT_LOOP), "broken", "redirect-loop"),
        (Answer(trouble=Trouble.BAD_ADDRESS), "broken", "bad-address"),
        (Answer(trouble=Trouble.TIMEOUT), "unreachable", "timeout"),
        (Answer(trouble=Trouble.THROTTLED), "blocked", "throttled"),
        (Answer(trouble=Trouble.PRIVATE_ADDRESS), "refused", "private-address"),
        (Answer(trouble=Trouble.BAD_SCHEME), "refused", "scheme"),
    ],
)
def test_a_page_is_judged_by_status_headers_and_title(
    answer: Answer, verdict: str, reason: str
) -> None:
    judgement = judge(question(), answer)
    assert (str(judgement.verdict), judgement.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<title>404</title>", "soft-404"),
        ("<title>Page Not Found | X</title>", "soft-404"),
        ("<title>404 - Page not found</title>", "soft-404"),
        ("<title>Error: DOI Not Found</title>", "soft-404"),
        ("<title>Oops! This page doesn’t exist</title>", "soft-404"),  # noqa: RUF001  (as printed)
        ("<title>A University</title>The page you are looking for does not exist.", "soft-404"),
        ("We could not find that page", "soft-404"),
        ("<title>lab.example is for sale</title>", "parked"),
        ("<p>This domain is for sale</p>", "parked"),
        ("<title>Sign in</title><input type='password'>", "login"),
        ("<p>the key was not found</p>", ""),
        (f"<title>How 404 Not Found came to be</title>{LONG}", ""),
        (f"<title>Room 404</title>{LONG} The page does not exist.", ""),
        (f"<title>Links that rot</title>{LONG} This file has been removed.", ""),
        (f"<title>A forum</title>{LONG}<form><input type=password></form>", ""),
        (f"<title>Why this domain matters</title>{LONG} Buy this domain.", ""),
        (f"<script>'page not found'</script><title>Tool</title>{LONG}", ""),
        ("<template><h1>Page not found</h1></template><h1>A Tool</h1>", ""),
        ("<script>let gone = '<h1>Page not found</h1>'</script><h1>A Tool</h1>", ""),
        ("<!-- <h1>Page not found</h1> -->A Tool", ""),
        ("<title>E583</title>Thrown for <pre>error: file not found for module</pre>", ""),
        ("<title>write</title>It creates a file if it does not exist, and fills it.", ""),
        ("<title>open</title>If the file does not exist, it is made.", ""),
        ("The requested URL <code>/x</code> was not found on this server.", "soft-404"),
        (f"<head><title>Not found: a novel</title><body>{LONG}", ""),
        ("<head><title>A Tool</title><body>We could not find that page", "soft-404"),
    ],
)
def test_a_page_that_is_not_there_says_so_in_its_title_or_in_few_words(
    body: str, reason: str
) -> None:
    judgement = judge(question(), page(200, body))
    assert (judgement.verdict is Verdict.MISMATCH, judgement.reason) == (bool(reason), reason)


@pytest.mark.parametrize(
    "body",
    [
        "<title>Seite nicht gefunden</title>",
        "<title>Page introuvable - Université</title>",
        "<title>Página no encontrada</title>",
        "<title>Pagina non trovata</title>",
        "<title>Страница не найдена</title>",
        "<title>页面不存在</title>",
        "<title>ページが見つかりません</title>",
        "<title>Error 404 (Not Found)!!1</title>",
        "<title>404: This page could not be found</title>",
        f"<title>404 Error - A Lab</title>{LONG}",
        f"<title>A Lab</title><h1><b>Page not found</b></h1>{LONG[:2500]}",
        "<title>Heroku | No such app</title>There's nothing here, yet.",
        "<title>Oops</title>We can't seem to find the page you're looking for",
        "<title>A drive</title>The file you're looking for has been moved or deleted.",
        "<title>Uni</title>Die angeforderte Seite wurde nicht gefunden.",
        "There isn't a GitHub Pages site here.",
        "<title>Blog not found</title>Sorry, the blog you were looking for does not exist.",
        "<title>A host</title>The deployment could not be found.",
        "<title>A drive</title>The file is in owner's trash.",
        "<title>Films</title>This video isn\N{RIGHT SINGLE QUOTATION MARK}t available anymore.",
        "<title>A drive</title>That file isn't here anymore. Someone might have moved it.",
    ],
)
def test_a_missing_page_is_told_in_the_languages_and_words_of_many_servers(body: str) -> None:
    assert judge(question(), page(200, body)).reason == "soft-404"


@pytest.mark.parametrize(
    "body",
    [
        "<title>lab.ai is available for purchase - Sedo.com</title>",
        "<title>example.net</title><script src='//parking.bodiscdn.com/x'></script>",
        "<title>Welcome to nginx!</title>it works",
        "<title>Apache2 Ubuntu Default Page: It works</title>",
        "<title>Account Suspended</title>",
        "<title>example.net - Registered at Namecheap.com</title>",
        "<title>IIS Windows</title>",
        "<title>Example - Website Expired</title>",
        "<title>Looks like this domain isn't connected to a website yet</title>",
        "This domain name has been registered. It is currently parked by the owner.",
        "Parked free, courtesy of GoDaddy.com",
        "Die Domain x.org steht zum Verkauf.",
    ],
)
def test_a_placeholder_is_not_the_site_that_was_there(body: str) -> None:
    assert judge(question(), page(200, body)).reason == "parked"


@pytest.mark.parametrize(
    "body",
    [
        "<script>var dd={'host':'geo.captcha-delivery.com'}</script>Please enable JS",
        "<title>You are being redirected...</title><script>sucuri_cloudproxy_js=''</script>",
        "<div class='cf-turnstile'></div>",
        "<title>example.org</title><div class='h-captcha' data-sitekey=x></div>One more step",
        "<title>Sorry...</title>Our systems have detected unusual traffic from your network.",
        "<title>Access Denied</title>You don't have permission to access this.",
        "<title>Pardon Our Interruption</title>",
        "<title>Making sure you&#39;re not a bot!</title>",
        "<title>Vercel Security Checkpoint</title>",
        "<title>429 Too Many Requests</title>",
        "<title>Example - 401 Unauthorized</title>",
        "<script src='/_Incapsula_Resource?x'></script>",
    ],
)
def test_walls_of_many_makers_are_no_failure(body: str) -> None:
    assert judge(question(), page(200, body)).verdict is Verdict.BLOCKED
    assert judge(question(Expectation.PDF), page(200, body)).verdict is Verdict.BLOCKED


@pytest.mark.parametrize(
    "title",
    [
        "500 Internal Server Error",
        "Error 503: Service Unavailable",
        "Example University - Bad Gateway",
        "example.org | 521: Web server is down",
        "Database Error",
        "Site is under maintenance",
        "Down for maintenance",
        "We&rsquo;ll be back soon!",
    ],
)
def test_a_failure_that_a_page_prints_passes_like_one_that_the_status_says(title: str) -> None:
    body = f"<title>{title}</title>Please come again."
    for expectation in (Expectation.PAGE, Expectation.PDF):
        judgement = judge(question(expectation), page(200, body))
        assert (judgement.verdict, judgement.reason) == (Verdict.UNREACHABLE, "server-error")


@pytest.mark.parametrize(
    "body",
    [
        f"<title>503 Service Unavailable - HTTP | Docs</title>{LONG}",
        "<title>Predictive maintenance of engines</title>Project page of our paper.",
        "<title>Code 500</title>Five hundred programs.",
        f"<title>CAPTCHA: a history | Blog</title>{LONG}",
        f"<title>Access denied? Debugging IAM - Docs</title>{LONG}",
        "<title>Security check of LLM agents</title>A benchmark for agents.",
        "<title>Just a moment: temporal grounding in video</title>Project page of our paper.",
        "<title>Robots in the wild</title>Robots are detected by sensors in the lab.",
        "<title>Bot detection</title>A method by which bots are detected in networks. Code.",
        "<title>Gone with the wind</title>Project page of our paper.",
        "<title>Missing</title>A study of missing data: project page and code.",
        "<title>Our model</title>The demo is no longer available, but the code is.",
        "<title>A tool</title>The paper is not available yet.",
        "<title>Ada's home</title>I am a student. My old page does not exist any more.",
        f"<title>404 Not Found: the history of an error code - Blog</title>{LONG}",
        f"<title>How to log in</title>{LONG}",
        "<title>Log-linear attention</title>Project page.",
        "<title>App</title><div id=root></div><script src=app.js></script>",
    ],
)
def test_a_page_about_errors_robots_or_logins_is_a_page(body: str) -> None:
    assert judge(question(), page(200, body)).verdict is Verdict.OK


@pytest.mark.parametrize(
    "body",
    [
        "<title>Sign in - Google Accounts</title><form><input type=email></form>",
        "<title>Anmelden</title><form><input name=u><input type=password></form>",
        "<title>Microsoft - Sign in to your account</title><input type='password'>",
        "<title>Shibboleth login</title><input type=password>",
    ],
)
def test_a_form_to_log_in_is_told_in_many_words(body: str) -> None:
    assert judge(question(), page(200, body)).reason == "login"
    assert judge(question(Expectation.PDF), page(200, body)).reason == "login"


@pytest.mark.parametrize("body", ["", "<title>A study</title>An abstract.", '{"a": 1}'])
def test_what_is_no_pdf_is_told(body: str) -> None:
    judgement = judge(question(Expectation.PDF), page(200, body, content_type="text/html; x"))
    assert (judgement.verdict, judgement.reason) == (Verdict.MISMATCH, "not-a-pdf")
    assert "text/html" in judgement.detail


@pytest.mark.parametrize(
    ("field", "body", "target"),
    [
        ("", "<meta http-equiv='refresh' content='0; url=/new'>", "/new"),
        (
            "",
            '<META content="3;URL=https://b.example/?a=1&amp;b=2" HTTP-EQUIV=Refresh>',
            "https://b.example/?a=1&b=2",
        ),
        ("0; url=/new", "", "/new"),
        ("2", "", ""),
        ("", "<meta http-equiv='refresh' content='300; url=/news'>", ""),
        ("", "<noscript><meta http-equiv=refresh content='0; url=/no-js'></noscript>", ""),
        ("", "<!-- <meta http-equiv=refresh content='0; url=/old'> -->", ""),
    ],
)
def test_a_page_that_sends_its_readers_on_at_once_is_followed(
    field: str, body: str, target: str
) -> None:
    assert html.refresh_of(field, body) == target


@pytest.mark.parametrize(
    "part",
    [
        "<h1>",
        "<head>",
        "<noscript",
        "<!--",
        "<title>",
        "<meta http-equiv=refresh content='",
        "<input ",
        "error ",
    ],
)
def test_no_page_takes_long_to_judge(part: str) -> None:
    body = part * (256 * 1024 // len(part))
    started = time.process_time()
    judge(question(), page(200, body))
    assert html.refresh_of("", body) == ""
    assert time.process_time() - started < 5  # quadratic patterns take minutes


@pytest.mark.parametrize(
    ("hops", "new_url"),
    [
        ([(301, "https://example.org/new")], "https://example.org/new"),
        ([(308, "https://example.org/a"), (301, "https://example.org/b")], "https://example.org/b"),
        ([(301, "https://example.org/a"), (302, "https://example.org/b")], "https://example.org/a"),
        ([(302, "https://example.org/b")], None),
        ([(302, "https://example.org/a"), (301, "https://example.org/b")], None),
    ],
)
def test_only_leading_permanent_redirects_move_a_link(
    hops: list[tuple[int, str]], new_url: str | None
) -> None:
    chain: list[Hop] = []
    here = URL
    for status, target in hops:
        chain.append(Hop(here, status, target))
        here = target
    judgement = judge(question(), Answer(tuple(chain), here, 200))
    assert judgement.new_url == new_url
    assert str(judgement.verdict) == ("moved" if new_url else "ok")


@pytest.mark.parametrize(
    ("targets", "new_url"),
    [
        (["https://example.org/new"], "https://example.org/new#part"),
        (["https://example.org/new#other"], "https://example.org/new#other"),
        (["https://example.org/a#other", "https://example.org/b"], "https://example.org/b#other"),
    ],
)
def test_a_link_that_moved_keeps_its_fragment_unless_the_server_names_another(
    targets: list[str], new_url: str
) -> None:
    hops = tuple(Hop(URL, 301, target) for target in targets)
    asked = question()._replace(url=f"{URL}#part")
    assert judge(asked, Answer(hops, "https://example.org/new", 200)).new_url == new_url


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://example.org/", "soft-404"),
        ("https://example.org/#/papers/5", "redirected"),
        ("https://www.example.org/index.html", "soft-404"),
        ("https://example.org/404.html", "soft-404"),
        ("https://other.example/", "redirected"),
    ],
)
def test_a_redirect_to_the_home_page_is_no_answer(target: str, reason: str) -> None:
    came = target.partition("#")[0]
    judgement = judge(question(), Answer((Hop(URL, 301, target),), came, 200))
    assert judgement.reason == reason


@pytest.mark.parametrize(
    ("came", "verdict"),
    [
        ("https://example.org/paper/", "moved"),
        ("https://www.example.org/paper", "moved"),
        ("https://example.org/welcome", "mismatch"),
        ("https://sso.example.org/paper", "mismatch"),
    ],
)
def test_a_page_about_logins_is_one_to_log_in_only_if_another_was_asked_for(
    came: str, verdict: str
) -> None:
    body = "<title>Passwordless login</title>A study of keys and of those who lose them."
    answer = Answer((Hop(URL, 301, came),), came, 200, body=body)
    assert str(judge(question(), answer).verdict) == verdict


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("index.shtml", "moved"),
        ("Default.aspx", "moved"),
        ("en/", "moved"),
        ("zh-CN", "moved"),
        ("paper", "mismatch"),
        ("en/paper", "mismatch"),
        ("?p=5", "mismatch"),
    ],
)
def test_a_home_page_may_move_to_another_address_of_the_home_page(path: str, verdict: str) -> None:
    asked, came = f"https://example.org/{path}", "https://example.org/"
    answer = Answer((Hop(asked, 301, came),), came, 200)
    assert str(judge(question(url=asked), answer).verdict) == verdict


@pytest.mark.parametrize(
    ("fragment", "body", "verdict"),
    [
        ("part", "<h1 id=part>x</h1>", "ok"),
        ("part", "<a name='part'></a>", "ok"),
        ("part", '<h2 id="user-content-part">x</h2>', "ok"),
        ("part", '<A NAME="part"></A>', "ok"),
        ("part", '<H2 ID="PART">x</H2>', "mismatch"),
        ("%C3%A9tude", '<h2 id="étude">x</h2>', "ok"),
        ("top", "", "ok"),
        (":~:text=pages", "", "ok"),
        ("part", "<h1 id=parts>x</h1>", "mismatch"),
        ("part", "<h1 id=other>x</h1><script src=app.js></script>", "ok"),
    ],
)
def test_a_fragment_is_missed_only_where_no_script_can_make_it(
    fragment: str, body: str, verdict: str
) -> None:
    asked = question(Expectation.PAGE, f"{URL}#{fragment}", fragment=fragment)
    assert str(judge(asked, page(200, body)).verdict) == verdict


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("text/html; charset=utf-8", "mismatch"),
        ("application/xhtml+xml", "mismatch"),
        ("text/markdown", "ok"),
        ("text/plain", "ok"),
        ("application/pdf", "ok"),
    ],
)
def test_a_fragment_is_missed_in_html_only(kind: str, verdict: str) -> None:
    asked = question(Expectation.PAGE, f"{URL}#part", fragment="part")
    assert str(judge(asked, page(200, "## Part", content_type=kind)).verdict) == verdict


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("A Study of Pages", "ok"),
        ("A study of pages: extended version", "ok"),
        ("A Study on Pages", "ok"),
        ("Whales of the Southern Ocean", "mismatch"),
    ],
)
def test_a_page_and_the_api_must_be_about_the_paper(title: str, verdict: str) -> None:
    for body in (
        f'<head><meta name="citation_title" content="{title}" /></head>',
        f"<head><meta content='{title}' name='citation_title'></head>",
    ):
        asked = question(Expectation.PAPER_PAGE, URL, PAPER)
        assert str(judge(asked, page(200, body)).verdict) == verdict
    listed = Answer(status=200, listed=ListedPaper(title))
    assert str(judge(question(Expectation.ARXIV, URL, PAPER), listed).verdict) == verdict


def test_an_id_that_arxiv_does_not_list_is_broken() -> None:
    answer = Answer(status=200, listed=ListedPaper())
    assert judge(question(Expectation.ARXIV), answer).reason == "not-found"


@pytest.mark.parametrize("expectation", [Expectation.ARXIV, Expectation.DOI])
@pytest.mark.parametrize(
    ("status", "verdict"),
    [(200, "unreachable"), (404, "unreachable"), (503, "unreachable"), (403, "blocked")],
)
def test_an_api_that_says_nothing_of_a_paper_proves_nothing(
    expectation: Expectation, status: int, verdict: str
) -> None:
    answer = page(status, "<title>Example</title>")
    assert str(judge(question(expectation), answer).verdict) == verdict


@pytest.mark.parametrize(
    ("report", "verdict", "reason"),
    [
        (PdfReport(readable=True), "ok", ""),
        (PdfReport.unreadable("it is damaged"), "broken", "unreadable-pdf"),
        (PdfReport(readable=False, truncated=True), "mismatch", "truncated"),
        (PdfReport(readable=False, encrypted=Encryption.USER), "mismatch", "locked"),
        (PdfReport(readable=True, texts=("A Study of Pages\n" + LONG,)), "ok", ""),
        (
            PdfReport(readable=True, printed_title="Bees", texts=("Bees\n" + LONG,)),
            "mismatch",
            "another-paper",
        ),
        (
            PdfReport(
                readable=True, printed_title="Bees and Wasps", metadata_title="Bees and Wasps"
            ),
            "mismatch",
            "another-paper",
        ),
        (PdfReport(readable=True, printed_title="Bees and Wasps", metadata_title="x"), "ok", ""),
    ],
)
def test_a_pdf_must_be_readable_and_must_not_be_another_paper(
    report: PdfReport, verdict: str, reason: str
) -> None:
    answer = Answer(url=URL, status=200, pdf=report)
    judgement = judge(question(Expectation.PDF, URL, PAPER), answer)
    assert (str(judgement.verdict), judgement.reason) == (verdict, reason)


def test_a_pdf_in_two_entries_may_be_either_paper() -> None:
    report = PdfReport(readable=True, texts=("A Study of Pages\n" + LONG,))
    asked = question(Expectation.PDF, URL, Paper("Another One Entirely"), PAPER)
    assert str(judge(asked, Answer(status=200, pdf=report)).verdict) == "ok"


def test_what_has_not_changed_is_what_it_was() -> None:
    known = Judgement(Verdict.OK, "large", "it has 20 MiB")
    assert judge(question(Expectation.PDF), page(304), known) == known


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (200, '{"responseCode":1,"handle":"10.1/x"}', "ok"),
        (404, '{"responseCode":100,"handle":"10.1/x"}', "broken"),
        (200, '{"responseCode":2}', "unreachable"),
        (200, "<html>maintenance</html>", "unreachable"),
        (403, "", "blocked"),
        (502, "", "unreachable"),
    ],
)
def test_a_doi_is_judged_by_the_handle_system(status: int, body: str, verdict: str) -> None:
    answer = page(status, body)
    assert str(judge(question(Expectation.DOI), answer).verdict) == verdict


@pytest.mark.parametrize(
    ("facts", "verdict", "reason"),
    [
        (RepositoryFacts("old/name"), "ok", ""),
        (RepositoryFacts("Old/Name", archived=True), "ok", "archived"),
        (RepositoryFacts("old/name", disabled=True), "broken", "disabled"),
        (RepositoryFacts("new/name"), "moved", "renamed"),
        (RepositoryFacts(), "broken", "not-found"),
    ],
)
def test_a_repository_is_judged_by_what_github_says(
    facts: RepositoryFacts, verdict: str, reason: str
) -> None:
    answer = Answer(status=200, repository=facts)
    judgement = judge(question(Expectation.REPOSITORY, REPOSITORY), answer)
    assert (str(judgement.verdict), judgement.reason) == (verdict, reason)


def test_a_renamed_repository_has_moved_and_keeps_its_path() -> None:
    hop = Hop(f"{REPOSITORY}/raw/main/a.pdf", 301, "https://github.com/new/name/raw/main/a.pdf")
    blob = f"{REPOSITORY}/blob/main/docs/a.md"
    answer = Answer((hop,), hop.target, 200)
    judgement = judge(question(Expectation.REPOSITORY_PATH, blob), answer)
    assert judgement.new_url == "https://github.com/new/name/blob/main/docs/a.md"
