"""`llm-info links`, against a small web on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import builders
import web as small_web
from conftest import Outcome, Run
from llm_info.errors import NetworkDownError


def entry(title: str, links: str) -> str:
    return f"title: {title}\nauthors: [Ada Lovelace]\ndate: 2021\nlinks:\n{links}"


def catalog_of(root: Path, links: dict[str, str]) -> Path:
    """A catalog with one entry per link: id → `kind: url`."""
    files = {
        f"paging/{name}.yaml": entry(f"About {name}", f"  {link}\n") for name, link in links.items()
    }
    return builders.write_catalog(root, files)


def verdicts(outcome: Outcome) -> dict[str, str]:
    """Entry → verdict."""
    rows: list[dict[str, Any]] = json.loads(outcome.stdout)["links"]
    return {location["entry"]: row["verdict"] for row in rows for location in row["locations"]}


def test_each_verdict_is_given_and_a_failing_link_fails_the_run(tmp_path: Path, run: Run) -> None:
    expected = {
        "page": ("project: {0}/page", "ok"),
        "paper": ("pdf: {0}/paper.pdf", "ok"),
        "flaky": ("project: {0}/flaky", "ok"),
        "temporary": ("project: {0}/elsewhere", "ok"),
        "moved": ("project: {0}/moved", "moved"),
        "moved-pdf": ("pdf: {0}/moved-pdf", "moved"),
        "missing": ("project: {0}/nothing", "broken"),
        "gone": ("project: {0}/gone", "broken"),
        "loop": ("project: {0}/loop", "broken"),
        "truncated": ("pdf: {0}/truncated.pdf", "broken"),
        "html": ("pdf: {0}/html.pdf", "mismatch"),
        "soft": ("project: {0}/soft", "mismatch"),
        "home": ("project: {0}/home-again", "mismatch"),
        "inward": ("project: {0}/inward", "refused"),
        "odd": ("project: {0}/odd", "refused"),
        "scheme": ("project: 'ftp://example.org/x'", "refused"),
        "credentials": ("project: 'https://me:secret@example.org/x'", "refused"),
        "loopback": ("project: 'http://127.0.0.9/x'", "refused"),
        "wall": ("project: {0}/wall", "blocked"),
        "challenge": ("project: {0}/challenge", "blocked"),
        "down": ("project: {0}/down", "unreachable"),
        "cut": ("project: {0}/cut", "unreachable"),
    }
    with small_web.serve() as web:
        links = {name: link.format(web.base) for name, (link, _) in expected.items()}
        root = catalog_of(tmp_path, links)
        command = ["--root", root, "links", "--format", "json", "--allow-host", web.host]
        outcome = run(*command)
        again = run(*command)
        asked = web.asked["/page"]
    assert verdicts(outcome) == {name: verdict for name, (_, verdict) in expected.items()}
    assert outcome.exit_code == 1
    assert "secret" not in outcome.stderr

    answer = json.loads(outcome.stdout)
    rows = {row["locations"][0]["entry"]: row for row in answer["links"]}
    assert rows["moved"]["new_url"].endswith("/page")
    assert rows["moved"]["locations"] == [
        {"path": "catalog/paging/moved.yaml", "line": 5, "entry": "moved", "field": "links.project"}
    ]
    assert (rows["wall"]["status"], rows["wall"]["reason"]) == (403, "turned-away")
    assert rows["page"]["kind"] == "project"
    assert {verdict: answer["summary"][verdict] for verdict in ("ok", "moved", "refused")} == {
        "ok": 4,
        "moved": 2,
        "refused": 5,
    }
    # what was good is known the next day, what failed is asked about again
    known = {
        row["locations"][0]["entry"] for row in json.loads(again.stdout)["links"] if row["cached"]
    }
    assert known == {"page", "paper", "flaky", "temporary", "moved", "moved-pdf"}
    assert verdicts(again) == verdicts(outcome)
    assert asked == 3  # once for itself, once for each of the two that lead there


def test_good_links_end_with_0_and_are_remembered(tmp_path: Path, run: Run) -> None:
    with small_web.serve() as web:
        root = catalog_of(tmp_path, {"page": f"project: {web.base}/page"})
        command = ["--root", root, "links", "--allow-host", web.host]
        assert run(*command).exit_code == 0
        assert run(*command).exit_code == 0
        assert web.asked["/page"] == 1
        assert run(*command, "--refresh").exit_code == 0
        assert web.asked["/page"] == 2
    record = json.loads((root / "papers" / "links.json").read_text("utf-8"))["links"]
    assert record[f"{web.base}/page"]["verdict"] == "ok"


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
        root = builders.write_catalog(
            tmp_path,
            {
                "paging/a.yaml": entry(
                    "A", f"  pdf: {web.base}/paper.pdf\n  project: {web.base}/nothing\n"
                )
            },
        )
        outcome = run("--root", root, "links", "--only", "pdf", "--allow-host", web.host)
        assert (outcome.exit_code, web.asked) == (0, {"/paper.pdf": 1})


def test_an_unreachable_link_fails_after_three_runs_over_seven_days(
    tmp_path: Path, run: Run
) -> None:
    with small_web.serve() as web:
        root = catalog_of(tmp_path, {"cut": f"project: {web.base}/cut"})
        command = ["--root", root, "links", "--allow-host", web.host]
        memory = root / "papers" / "links.json"
        assert [run(*command).exit_code for _ in range(3)] == [0, 0, 0]
        record = json.loads(memory.read_text("utf-8"))
        row = record["links"][f"{web.base}/cut"]
        assert row["failures"] == 3
        row["failing_since"] = "2020-01-01T00:00:00Z"
        memory.write_text(json.dumps(record), "utf-8")
        assert run(*command).exit_code == 1


def test_offline_judges_addresses_and_local_files_and_asks_nobody(tmp_path: Path, run: Run) -> None:
    links = {
        "fine": "project: https://example.org/",
        "inward": "project: http://169.254.169.254/latest",
        "broken": "project: https://example.org/other",
    }
    root = catalog_of(tmp_path, links)
    (root / "papers").mkdir()
    (root / "papers" / "fine.pdf").write_bytes(small_web.PDF)
    (root / "papers" / "broken.pdf").write_bytes(small_web.PDF[:100])
    outcome = run("--root", root, "links", "--offline", "--format", "json")
    rows = json.loads(outcome.stdout)["links"]
    assert {row["url"]: row["verdict"] for row in rows} == {
        "http://169.254.169.254/latest": "refused",
        "papers/fine.pdf": "ok",
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
