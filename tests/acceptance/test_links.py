"""`llm-info links`, against a small web on this machine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import builders
import web as small_web
from conftest import Outcome, Run
from llm_info.errors import LlmInfoError, NetworkDownError
from llm_info.links import memory
from llm_info.links.memory import Seen
from llm_info.links.verdict import Verdict

QUICK = ("--gap", "0", "--per-host", "8")


def entry(title: str, links: str) -> str:
    return f"title: {title}\nauthors: [Ada Lovelace]\ndate: 2021\nlinks:\n{links}"


def catalog_of(root: Path, links: Mapping[str, str]) -> Path:
    """A catalog with one entry per link: id → `kind: url`."""
    files = {
        f"paging/{name}.yaml": entry(f"About {name}", f"  {link}\n") for name, link in links.items()
    }
    return builders.write_catalog(root, files)


def rows(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """Entry → what is said of its link."""
    found: list[dict[str, Any]] = json.loads(outcome.stdout)["links"]
    return {location["entry"]: row for row in found for location in row["locations"]}


def verdicts(outcome: Outcome) -> dict[str, str]:
    """Entry → verdict."""
    return {name: row["verdict"] for name, row in rows(outcome).items()}


EXPECTED: Mapping[str, tuple[str, str]] = {
    "page": ("project: {0}/page", "ok"),
    "paper": ("pdf: {0}/paper.pdf", "ok"),
    "octets": ("pdf: {0}/octets", "ok"),
    "right": ("pdf: {0}/right.pdf", "ok"),
    "flaky": ("project: {0}/flaky", "ok"),
    "patience": ("project: {0}/patience", "ok"),
    "cookie": ("project: {0}/wants-cookie", "ok"),
    "bomb": ("project: {0}/bomb", "ok"),
    "temporary": ("project: {0}/elsewhere", "ok"),
    "part": ("project: '{0}/parts#setup'", "ok"),
    "moved": ("project: {0}/moved", "moved"),
    "moved-pdf": ("pdf: {0}/moved-pdf", "moved"),
    "sent-on": ("project: {0}/sent-on", "ok"),
    "missing": ("project: {0}/nothing", "broken"),
    "sent-away": ("project: {0}/sent-away", "broken"),
    "gone": ("project: {0}/gone", "broken"),
    "loop": ("project: {0}/loop", "broken"),
    "odd": ("project: {0}/odd", "broken"),
    "truncated": ("pdf: {0}/truncated.pdf", "mismatch"),
    "html": ("pdf: {0}/html.pdf", "mismatch"),
    "login": ("pdf: {0}/login.pdf", "mismatch"),
    "bees": ("pdf: {0}/bees.pdf", "mismatch"),
    "soft": ("project: {0}/soft", "mismatch"),
    "soft-text": ("project: {0}/soft-text", "mismatch"),
    "parked": ("project: {0}/parked", "mismatch"),
    "other-paper": ("project: {0}/other-paper", "mismatch"),
    "no-part": ("project: '{0}/parts#usage'", "mismatch"),
    "home": ("project: {0}/home-again", "mismatch"),
    "to-login": ("project: {0}/to-login", "mismatch"),
    "to-404": ("project: {0}/to-404", "mismatch"),
    "weg": ("project: {0}/weg", "mismatch"),
    "nginx": ("project: {0}/nginx", "mismatch"),
    "turnstile": ("project: {0}/turnstile", "blocked"),
    "inward": ("project: {0}/inward", "refused"),
    "full-width": ("project: {0}/full-width", "refused"),
    "mapped": ("project: {0}/mapped", "refused"),
    "decimal": ("project: {0}/decimal", "refused"),
    "scheme": ("project: 'ftp://example.org/x'", "refused"),
    "credentials": ("project: 'https://me:secret@example.org/x'", "refused"),
    "loopback": ("project: 'http://127.0.0.9/x'", "refused"),
    "wall": ("project: {0}/wall", "blocked"),
    "challenge": ("project: {0}/challenge", "blocked"),
    "waf": ("project: {0}/waf", "blocked"),
    "tomorrow": ("project: {0}/tomorrow", "blocked"),
    "down": ("project: {0}/down", "unreachable"),
    "cut": ("project: {0}/cut", "unreachable"),
}


def test_each_verdict_is_given_and_a_failing_link_fails_the_run(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        links = {name: link.format(web.base) for name, (link, _) in EXPECTED.items()}
        root = catalog_of(tmp_path, links)
        command = ["--root", root, "links", "--format", "json", "--allow-host", web.host, *QUICK]
        outcome = run(*command)
        again = run(*command)
        asked = web.asked
    assert verdicts(outcome) == {name: verdict for name, (_, verdict) in EXPECTED.items()}
    assert outcome.exit_code == 1
    assert "secret" not in outcome.stderr
    assert asked["/tomorrow"] == 2  # once in each run: it asks for a day's patience

    found = rows(outcome)
    assert found["moved"]["new_url"].endswith("/page")
    assert found["moved"]["locations"] == [
        {"path": "catalog/paging/moved.yaml", "line": 5, "entry": "moved", "field": "links.project"}
    ]
    assert (found["wall"]["status"], found["wall"]["reason"]) == (403, "turned-away")
    assert found["page"]["kind"] == "project"
    assert [row["locations"][0]["entry"] for row in json.loads(outcome.stdout)["links"]] == sorted(
        EXPECTED
    )
    # what was good is known the next day, what failed is asked about again
    known = {name for name, row in rows(again).items() if row["cached"]}
    assert known == {name for name, (_, verdict) in EXPECTED.items() if verdict in ("ok", "moved")}
    assert verdicts(again) == verdicts(outcome)


def test_good_links_end_with_0_and_are_remembered(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        root = catalog_of(tmp_path, {"page": f"project: {web.base}/page"})
        command = ["--root", root, "links", "--allow-host", web.host]
        assert run(*command).exit_code == 0
        assert run(*command).exit_code == 0
        assert web.asked["/page"] == 1
        assert run(*command, "--refresh").exit_code == 0
        assert web.asked["/page"] == 2
    records = memory.load(root)
    today = records[f"{web.base}/page"].checked_at[:10]
    assert memory.seen(records, f"{web.base}/page") == Seen(Verdict.OK, today, archived=False)


@pytest.mark.parametrize(("kind", "path"), [("project", "/etag"), ("pdf", "/etag.pdf")])
def test_what_has_an_etag_is_asked_whether_it_has_changed(
    kind: str, path: str, tmp_path: Path, run: Run
) -> None:
    with small_web.serve() as web:
        root = catalog_of(tmp_path, {"etag": f"{kind}: {web.base}{path}"})
        command = ["--root", root, "links", "--allow-host", web.host, "--format", "json"]
        run(*command)
        row = rows(run(*command))["etag"]
        assert (row["verdict"], row["status"], row["cached"]) == ("ok", 304, False)
        assert web.headers[path]["If-None-Match"] == '"one"'


def test_one_address_is_asked_once_and_reported_at_all_its_places(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        address = f"{web.base}/nothing"
        root = catalog_of(tmp_path, {"one": f"code: {address}", "two": f"project: {address}#part"})
        outcome = run("--root", root, "links", "--allow-host", web.host, "--format", "github")
        assert web.asked["/nothing"] == 1
    assert outcome.stdout.count("::error file=catalog/paging/") == 2
    assert "title=LLM701::links.code " in outcome.stdout


def test_only_asks_about_one_kind(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        links = f"  pdf: {web.base}/paper.pdf\n  project: {web.base}/nothing\n"
        root = builders.write_catalog(tmp_path, {"paging/a.yaml": entry("A", links)})
        outcome = run("--root", root, "links", "--only", "pdf", "--allow-host", web.host)
        assert (outcome.exit_code, web.asked) == (0, {"/paper.pdf": 1})


def test_a_host_is_asked_with_the_manners_that_were_asked_for(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        links = {f"slow{n}": f"project: {web.base}/slow?{n}" for n in range(5)}
        root = catalog_of(tmp_path, links)
        command = ["--root", root, "links", "--allow-host", web.host]
        run(*command, "--per-host", "2", "--gap", "0")
        assert web.most_at_once == 2
        web.starts.clear()
        run(*command, "--refresh", "--gap", "0.1")
        assert web.shortest_gap > 0.08


def test_what_drips_for_ever_ends_at_the_deadline(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        root = catalog_of(tmp_path, {"drip": f"project: {web.base}/drip"})
        command = ["--root", root, "links", "--allow-host", web.host, "--timeout", "0.4"]
        outcome = run(*command, "--format", "json")
        assert rows(outcome)["drip"]["reason"] == "timeout"
        assert (outcome.exit_code, web.asked["/drip"]) == (0, 2)


def test_one_bad_day_is_no_failure_and_a_long_one_is(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        links = {name: f"project: {web.base}/{name}" for name in ("flap", "dies", "cut")}
        root = catalog_of(tmp_path, links)
        command = ["--root", root, "links", "--allow-host", web.host, "--format", "json", "--now"]
        said: list[tuple[int, dict[str, str]]] = []
        for day, date in (
            (1, "2026-01-01"),
            (2, "2026-01-02"),
            (3, "2026-01-03"),
            (8, "2026-01-08"),
        ):
            web.day = day
            outcome = run(*command, f"{date}T06:00:00")
            said.append((outcome.exit_code, {name[0]: v for name, v in verdicts(outcome).items()}))
    assert said[0] == (0, {"f": "ok", "d": "ok", "c": "unreachable"})
    assert said[1] == (1, {"f": "unreachable", "d": "broken", "c": "unreachable"})
    assert said[2] == (1, {"f": "ok", "d": "broken", "c": "unreachable"})
    late = rows(outcome)["cut"]
    assert (late["verdict"], late["reason"]) == ("unreachable", "unreachable-too-long")
    assert memory.load(root)[f"{web.base}/flap"].failures == 0


def test_github_is_asked_in_one_question_and_only_it_gets_the_token(
    tmp_path: Path, run: Run
) -> None:
    links = {name: f"code: https://github.com/o/{name}" for name in ("fine", "gone-x", "old-x")}
    links["archived"] = "code: https://github.com/o/archived-x"
    with small_web.serve() as web:
        links["page"] = f"project: {web.base}/page"
        root = catalog_of(tmp_path, links)
        environment = {"GITHUB_TOKEN": "t0ken", "GITHUB_API_URL": web.base}
        command = ["--root", root, "links", "--allow-host", web.host, "--format", "json"]
        outcome = run(*command, env=environment)
        run(*command, env=environment)
        assert web.asked == {"/graphql": 2, "/page": 1}
        assert web.headers["/graphql"]["Authorization"] == "Bearer t0ken"
        assert "Authorization" not in web.headers["/page"]
    found = {name: (row["verdict"], row["reason"]) for name, row in rows(outcome).items()}
    assert found == {
        "fine": ("ok", ""),
        "gone-x": ("broken", "not-found"),
        "old-x": ("moved", "renamed"),
        "archived": ("ok", "archived"),
        "page": ("ok", ""),
    }


def test_fix_writes_what_has_moved_and_touches_no_comment(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        links = f"  # the old home\n  project: {web.base}/moved-parts#setup  # kept\n"
        root = builders.write_catalog(tmp_path, {"paging/a.yaml": entry("A", links)})
        path = root / "catalog" / "paging" / "a.yaml"
        before = path.read_text("utf-8")
        outcome = run("--root", root, "links", "--allow-host", web.host, "--fix")
        assert outcome.exit_code == 0
        assert path.read_text("utf-8") == before.replace("/moved-parts", "/parts")
        assert "catalog/paging/a.yaml: new addresses written" in outcome.stderr


def test_a_waiver_holds_until_its_end_and_must_be_of_use(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        root = catalog_of(
            tmp_path, {"gone": f"project: {web.base}/gone", "page": f"project: {web.base}/page"}
        )
        waivers = root / "catalog" / "waivers.yaml"
        waivers.write_text(
            f"waivers:\n  - url: {web.base}/go*\n    reason: they mend it\n    until: 2026-03-01\n"
            f"  - url: {web.base}/page\n    reason: none\n    until: 2026-03-01\n",
            "utf-8",
        )
        command = ["--root", root, "links", "--allow-host", web.host, "--now"]
        held = run(*command, "2026-02-01")
        over = run(*command, "2026-03-02")
        waivers.write_text("waivers:\n  - url: x\n    until: 2099-01-01\n", "utf-8")
        wrong = run(*command, "2026-03-02")
        assert "waivers.yaml" not in run("--root", root, "check").stdout  # it is no entry
    assert held.exit_code == 0
    assert "waived until 2026-03-01: they mend it" in held.stdout
    assert "catalog/waivers.yaml:5:5: LLM709" in held.stdout
    assert over.exit_code == 1
    assert "LLM708 the waiver for" in over.stdout
    assert "catalog/waivers.yaml:2:5: LLM707" in wrong.stdout


def git(root: Path, *words: str) -> None:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "-C", str(root), *identity, *words], check=True, capture_output=True)  # noqa: S607  (the user's git)


def test_since_asks_only_about_links_that_changed(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        links = {name: f"project: {web.base}/{name}" for name in ("page", "parts", "slow")}
        root = catalog_of(tmp_path, links)
        git(root, "init", "-q")
        git(root, "add", ".")
        git(root, "commit", "-qm", "first")
        folder = root / "catalog" / "paging"
        text = entry("About page", f"  project: {web.base}/page\n  blog: {web.base}/gone\n")
        (folder / "page.yaml").write_text(text, "utf-8")
        text = entry("Another title", f"  project: {web.base}/parts\n")
        (folder / "parts.yaml").write_text(text, "utf-8")
        (folder / "new.yaml").write_text(entry("New", f"  project: {web.base}/down\n"), "utf-8")
        command = ["--root", root, "links", "--allow-host", web.host, *QUICK]
        run(*command, "--since", "HEAD")
        assert set(web.asked) == {"/gone", "/parts", "/down"}
        with pytest.raises(LlmInfoError, match="git merge-base fails"):
            run(*command, "--since", "no-such-commit")


def test_shards_are_joined_to_one_report_and_one_memory(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web, small_web.serve() as other:
        links = {"one": f"project: {web.base}/page", "two": f"project: {other.base}/gone"}
        links["three"] = "project: http://127.0.0.9/"
        root = catalog_of(tmp_path / "root", links)
        allowed = ["--allow-host", web.host, "--allow-host", other.host]
        files: list[Path] = []
        for number in (1, 2):
            outcome = run(
                *("--root", root, "links", *allowed, "--shard", f"{number}/2", "--format", "json")
            )
            files.append(tmp_path / f"report{number}.json")
            files[-1].write_text(outcome.stdout, "utf-8")
            files.append(tmp_path / f"memory{number}.json")
            if (kept := root / "papers" / "links.json").exists():
                files[-1].write_bytes(kept.read_bytes())
                kept.unlink()
            else:
                files[-1].write_text('{"links": {}}', "utf-8")
    merged = run("--root", root, "links", "merge", *files, "--format", "json")
    assert verdicts(merged) == {"one": "ok", "two": "broken", "three": "refused"}
    assert merged.exit_code == 1
    assert len(memory.load(root)) == 3


def test_reports_for_other_programs(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        names = ("page", "moved", "gone", "wall")
        root = catalog_of(tmp_path, {name: f"project: {web.base}/{name}" for name in names})
        command = ["--root", root, "links", "--allow-host", web.host, "--format"]
        said = {kind: run(*command, kind).stdout for kind in ("sarif", "junit", "markdown", "text")}
    sarif = json.loads(said["sarif"])["runs"][0]
    assert [row["ruleId"] for row in sarif["results"]] == ["LLM701", "LLM705", "LLM706"]
    assert "A link leads somewhere." in json.dumps(sarif["tool"])
    suite = ET.fromstring(said["junit"])  # noqa: S314  (it is our own)
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "1")
    files = {f"catalog/paging/{name}.yaml" for name in names}
    assert {case.get("file") for case in suite} == files
    assert "### Fails" in said["markdown"]
    assert "catalog/paging/gone.yaml:5" in said["markdown"]
    assert "broken       1  does not exist" in said["text"]


INTERRUPTIBLE = """\
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("llm_info", run_name="__main__", alter_sys=True)
"""
"""The command as a person starts it: a shell's background jobs, CI's too, begin deaf to Ctrl-C."""


def interrupt(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """Press Ctrl-C as a person does: once, and again if nothing happens for a while."""
    for _ in range(3):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return process.communicate()


def test_what_is_known_when_it_is_stopped_is_kept_and_told(tmp_path: Path) -> None:
    with small_web.serve() as web:
        links = {"page": f"project: {web.base}/page", "drip": f"project: {web.base}/drip"}
        root = catalog_of(tmp_path, links)
        command = [sys.executable, "-c", INTERRUPTIBLE, "--root", str(root), "links"]
        process = subprocess.Popen(
            [*command, "--allow-host", web.host, "--format", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        while not (web.asked["/page"] and web.asked["/drip"]):
            time.sleep(0.02)
        time.sleep(0.3)
        said, told = interrupt(process)
    assert process.returncode == 130
    assert [row["verdict"] for row in json.loads(said)["links"]] == ["ok"]
    assert b"stopped: 1 of 2 links were asked" in told
    assert list(memory.load(root)) == [f"{web.base}/page"]


def test_offline_judges_addresses_and_local_files_and_asks_nobody(tmp_path: Path, run: Run) -> None:
    links = {
        "fine": "project: https://example.org/",
        "inward": "project: http://169.254.169.254/latest",
        "broken": "project: https://example.org/other",
        "half": "project: https://example.org/third",
    }
    root = catalog_of(tmp_path, links)
    (root / "papers").mkdir()
    (root / "papers" / "fine.pdf").write_bytes(small_web.PDF)
    (root / "papers" / "half.pdf").write_bytes(small_web.PDF[:100])
    (root / "papers" / "broken.pdf").write_bytes(small_web.PDF.replace(b"/Pages", b"/Sages"))
    outcome = run("--root", root, "links", "--offline", "--format", "json")
    found = json.loads(outcome.stdout)["links"]
    assert {row["url"]: row["verdict"] for row in found} == {
        "http://169.254.169.254/latest": "refused",
        "papers/fine.pdf": "ok",
        "papers/half.pdf": "mismatch",
        "papers/broken.pdf": "broken",
    }
    assert (outcome.exit_code, json.loads(outcome.stdout)["summary"]["requests"]) == (1, 0)
    assert not (root / "papers" / "links.json").exists()


def test_when_all_hosts_are_out_of_reach_no_link_is_blamed(tmp_path: Path, run: Run) -> None:
    hosts = {f"host{n}": f"project: http://127.0.0.{n}:9/" for n in range(2, 9)}
    root = catalog_of(tmp_path, hosts)
    allowed = [word for n in range(2, 9) for word in ("--allow-host", f"127.0.0.{n}")]
    with pytest.raises(NetworkDownError, match="7 of 7 hosts"):
        run("--root", root, "links", *allowed)
    assert not (root / "papers" / "links.json").exists()
