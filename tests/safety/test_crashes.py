"""A process that dies at any moment leaves every file old or new, and the next run goes on.

A dozen deaths are tried each time; `make kills` tries 204.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import answers
import builders
import web as small_web
from forks import Forks, Running
from llm_info.identifiers import ArxivId
from llm_info.site.output import growing
from llm_info.sources import arxiv

KILLS = int(os.environ.get("LLM_INFO_KILLS", "12"))
CONFIG = "site_name: X\ntheme: {name: material, font: false}\nplugins: [llm-info]\n"
UNTIDY = builders.ENTRY_FILE.replace("[Ada Lovelace, Charles Babbage]", "['Ada Lovelace']")

ALONE = {
    "EDITOR": "",
    "VISUAL": "",
    "HTTPS_PROXY": "http://127.0.0.1:9",  # where nobody is: nothing here asks the world
}
pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")


def entry(number: int, text: str = builders.ENTRY_FILE) -> str:
    return text.replace("2103.01234", f"2103.{number:05}").replace("A Study", f"Study {number}")


def bibtex(count: int) -> str:
    return "".join(
        f"@article{{k{number}, title={{Study {number} of Pages}}, author={{Ada Lovelace}}, "
        f"year={{2021}}, eprint={{2103.{number:05}}}, archivePrefix={{arXiv}}}}\n"
        for number in range(1, count + 1)
    )


def unknown(identifier: str) -> dict[str, str]:
    """What arXiv answers about an identifier that it does not know, kept in the cache."""
    url = arxiv.url_of_ids([ArxivId(identifier)])
    name, text = answers.kept(url, answers.recorded("arxiv-empty.xml"))
    return {f"/cache/{name}": text}


@dataclass(frozen=True)
class Case:
    """A verb that writes.

    Attributes:
        words: The command, with `{root}` for its folder and `{host}` for the small web.
        files: Files that are there before, below the catalog or, from `/` on, the folder.
        exit_codes: How it may end when it is left alone.
    """

    words: tuple[str, ...]
    files: Callable[[str], Mapping[str, str]]
    exit_codes: tuple[int, ...] = (0,)


CASES = {
    "fmt": Case(
        ("fmt",),
        lambda _: {f"paging/e{number}.yaml": entry(number, UNTIDY) for number in range(1, 60)},
    ),
    "add": Case(
        ("add", "{root}/refs.bib", "--topic", "paging", "--no-edit"),
        lambda _: {"/refs.bib": bibtex(1), **unknown("2103.00001")},
        (0, 1),
    ),
    "import": Case(
        ("import", "{root}/refs.bib", "--into", "{root}"), lambda _: {"/refs.bib": bibtex(60)}
    ),
    "links": Case(
        ("links", "--gap", "0", "--allow-host", "{host}", "--fix"),
        lambda host: {
            f"paging/e{number}.yaml": f"title: About {number}\nauthors: [Ada Lovelace]\n"
            "date: 2021\nlinks:\n"
            f"  project: http://{host}/{'moved' if number % 2 else 'page'}\n"
            for number in range(1, 20)
        },
        (0, 1),
    ),
    "pdfs pull": Case(
        ("pdfs", "pull", "--gap", "0", "--allow-host", "{host}"),
        lambda host: {
            f"paging/e{number}.yaml": "title: About right\nauthors: [Ada Lovelace]\ndate: 2021\n"
            f"links:\n  pdf: http://{host}/right.pdf\n"
            for number in range(1, 6)
        },
        (0, 1),
    ),
    "build": Case(
        ("build",),
        lambda _: {
            "/mkdocs.yml": CONFIG,
            "/docs/about.md": "# About\n",
            **{f"paging/e{number}.yaml": entry(number) for number in range(1, 6)},
        },
    ),
}
CASES["build in two"] = Case(("build", "--processes", "2"), CASES["build"].files)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with small_web.serve() as web:
        yield web.host


def set_up(root: Path, case: Case, host: str) -> None:
    files = case.files(host)
    builders.write_catalog(root, {n: t for n, t in files.items() if not n.startswith("/")})
    for name, text in files.items():
        if name.startswith("/"):
            path = root / name[1:]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


def start(forks: Forks, root: Path, case: Case, host: str) -> Running:
    words = [word.format(root=root, host=host) for word in case.words]
    environment = ALONE | {"XDG_CACHE_HOME": str(root / "cache")}
    return forks.start("--root", root, *words, environment=environment)


def finish(forks: Forks, root: Path, case: Case, host: str) -> int:
    ended = start(forks, root, case, host).end()
    assert "Traceback" not in ended.stderr, ended.stderr
    assert ended.status in case.exit_codes, ended.stderr
    return ended.status


def contents(root: Path) -> dict[str, bytes]:
    """Every file that is not one in the making, such as a cache's."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
        and not any(part.endswith(".part") for part in path.relative_to(root).parts)
        and "cache" not in path.relative_to(root).parts[0]
        and ".new-" not in str(path.relative_to(root))
    }


def check_whole(name: str, content: bytes) -> None:
    """What holds the day or an order that may differ must be whole at least."""
    if name.endswith(".json"):
        json.loads(content)
    if name.endswith(".html"):
        assert content.rstrip().endswith(b"</html>"), name
    if name.endswith(".pdf"):
        assert content.rstrip().endswith(b"%%EOF"), name


def check_state(found: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes]) -> None:
    for name, content in found.items():
        if name.startswith(("site/", "papers/")):
            check_whole(name, content)
        else:
            assert content in (before.get(name), after.get(name)), name
    lost = [name for name in before if name in after and name not in found]
    assert lost == []


@pytest.mark.parametrize("verb", CASES)
def test_a_killed_process_leaves_every_file_old_or_new_and_the_next_run_ends_the_work(
    verb: str, tmp_path: Path, host: str, forks: Forks
) -> None:
    case = CASES[verb]
    chance = random.Random(verb)  # noqa: S311  (moments, not secrets)
    model = tmp_path / "model"
    set_up(model, case, host)
    before = contents(model)
    began = time.monotonic()
    ended = finish(forks, model, case, host)
    duration = time.monotonic() - began
    after = contents(model)
    assert after != before
    for number in range(max(1, KILLS // len(CASES))):
        root = tmp_path / str(number)
        set_up(root, case, host)
        running = start(forks, root, case, host)
        time.sleep(chance.uniform(0, 1.05) * duration)
        running.kill()
        running.end()
        check_state(contents(root), before, after)
        again = finish(forks, root, case, host)
        assert again == ended or verb == "add"  # which has nothing left to add
        assert [path for path in root.glob(".llm-info-*") if path.is_dir()] == []
        whole = contents(root)
        assert whole.keys() == after.keys()
        check_state(whole, after, after)
        shutil.rmtree(root)


def test_what_a_killed_process_leaves_is_swept_up_later(tmp_path: Path, forks: Forks) -> None:
    root = builders.write_catalog(tmp_path, {"paging/pages.yaml": UNTIDY})
    old, young = (root / f"catalog/paging/.llm-info-{name}.part" for name in ("old", "young"))
    for path in (old, young):
        path.write_text("title: half")
    grown = root / "catalog/paging/.llm-info-site-1.part"  # not ours to remove, and not in the way
    grown.mkdir()
    for path in (old, grown):
        os.utime(path, (0, 0))
    assert forks.run("--root", root, "fmt").status == 0
    assert not old.exists()
    assert young.exists()
    assert grown.exists()


def test_the_half_site_of_a_killed_build_goes_with_the_next_and_no_other(
    tmp_path: Path, forks: Forks
) -> None:
    dead = forks.start("--version")
    assert dead.end().status == 0
    names = {"dead": dead.pid, "alive": os.getppid()}
    folders = {name: tmp_path / f".llm-info-site-{pid}.part" for name, pid in names.items()}
    for folder in (*folders.values(), tmp_path / ".llm-info-site-x.part"):
        folder.mkdir()
        (folder / "index.html").write_text("half")
    assert not growing(tmp_path / "site").exists()
    assert not folders["dead"].exists()
    assert folders["alive"].exists()
    assert (tmp_path / ".llm-info-site-x.part").exists()


SMALL = 64 << 20


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, which a site fits into twice."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "llm-info-test", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a full disk needs a small tmpfs, which only root may mount")
    yield folder
    subprocess.run(["umount", folder], check=True)  # noqa: S607


FULL = {
    **{f"fmt, {size} bytes free": ("fmt", size) for size in (0, 4096, 20480, 65536)},
    **{f"import, {size} bytes free": ("import", size) for size in (0, 8192, 40960, 98304)},
    **{f"add, {size} bytes free": ("add", size) for size in (0, 4096)},
    **{f"links, {size} bytes free": ("links", size) for size in (0, 4096, 16384)},
    **{f"pdfs pull, {size} bytes free": ("pdfs pull", size) for size in (0, 4096, 8192)},
    **{f"build, {size} bytes free": ("build", size) for size in (0, 32768, 131072, 524288)},
}


@pytest.mark.skipif(not hasattr(os, "statvfs"), reason="there is no tmpfs here")
@pytest.mark.parametrize("name", FULL)
def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_lost(
    name: str, small_disk: Path, host: str, forks: Forks
) -> None:
    verb, free = FULL[name]
    case = CASES[verb]
    root = small_disk / "root"
    set_up(root, case, host)
    before = contents(root)
    ballast = small_disk / "ballast"
    room = os.statvfs(small_disk)
    with ballast.open("wb") as stream:
        stream.write(bytes(max(0, room.f_bavail * room.f_frsize - free)))
    ended = start(forks, root, case, host).end()
    said = ended.stderr
    assert "Traceback" not in said, said
    assert ended.status in (0, 1, 3)
    if not free:
        assert "No space left on device" in said or verb in ("links", "pdfs pull"), said
    found = contents(root)
    assert [name for name in before if name not in found] == []
    for path, content in found.items():
        if path.startswith("papers/"):
            check_whole(path, content)
    ballast.unlink()
    finish(forks, root, case, host)
