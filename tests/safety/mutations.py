"""Takes each defence out, in a copy, and sees its test fail: `python tests/safety/mutations.py`.

Words behind it choose the defences that hold them all. Prints a line per defence; exits with 1 if a
test did not notice, or if a defence is no longer where the table says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAFETY, ACCEPTANCE = "tests/safety", "tests/acceptance"


@dataclass(frozen=True)
class Mutation:
    """A defence, how it is taken out, and the test that must notice."""

    defence: str
    path: str
    old: str
    new: str
    test: str
    only: str = ""


MUTATIONS = (
    Mutation("files of more than 256 KiB are not read", "src/llm_info/store/files.py",
             "if len(content) > MAX_BYTES:", "if False:",
             f"{ACCEPTANCE}/test_hostile.py", "hostile_bytes and 50"),
    Mutation("links out of the catalog are not read", "src/llm_info/store/files.py",
             "if not path.resolve(strict=True).is_relative_to(inside.resolve()):",
             "if not path.resolve(strict=True):",
             f"{ACCEPTANCE}/test_hostile.py", "odd_files"),
    Mutation("what grows is not opened through links", "src/llm_info/store/writing.py",
             'flags | getattr(os, "O_NOFOLLOW", 0)', "flags",
             f"{SAFETY}/test_writing.py", "place_of_the_lock"),
    Mutation("folders that lead out are not written to", "src/llm_info/store/writing.py",
             "if not path.parent.resolve().is_relative_to((root / CATALOG).resolve()):", "if False:",
             f"{SAFETY}/test_writing.py", "leads_out"),
    Mutation("file names stay in their line", "src/llm_info/report.py",
             'return harmless(text).replace("\\n", "\\ufffd").replace("\\t", " ")', "return text",
             f"{SAFETY}/test_titles.py", "begins_no_line"),
    Mutation("pages have a policy", "src/llm_info/site/policy.py",
             'return f"{html[: start.end()]}\\n{meta}{html[start.end() :]}"', "return html",
             f"{SAFETY}/test_policy.py", "not_allowed_by_its_hash"),
    Mutation("scripts of the content have no hash", "src/llm_info/site/policy.py",
             'theme = html.replace(content, "") if content else html', "theme = html",
             f"{SAFETY}/test_policy.py", "not_allowed_by_its_hash"),
    Mutation("cells are no formulas", "src/llm_info/exports/rows.py",
             "if text.startswith(_DANGEROUS) else text", "if not text else text",
             f"{SAFETY}/test_titles.py", "formula"),
    Mutation("a terminal gets no order", "src/llm_info/report.py",
             'return _ORDERS.sub("\\ufffd", text)', "return text",
             f"{SAFETY}/test_titles.py", "a_terminal_gets"),
    Mutation("annotations are escaped", "src/llm_info/report.py",
             'return text.replace("%", "%25").replace("\\r", "%0D").replace("\\n", "%0A")',
             "return text",
             f"{SAFETY}/test_titles.py", "annotations"),
    Mutation("ids of imports are short and plain", "src/llm_info/sources/draft.py",
             '[:_ID_LENGTH].strip("-")', '.strip("-")',
             f"{SAFETY}/test_hostile_sets.py", "hostile_list and word"),
    Mutation("answers of APIs may name days that no calendar has", "src/llm_info/sources/draft.py",
             "        except ValueError:\n            continue", "        except KeyError:\n            continue",
             f"{SAFETY}/test_found_by_fuzzing.py", "calendar or nought"),
    Mutation("names of authors may be blank", "src/llm_info/values.py",
             'words = name.split() or [""]', "words = name.split()",
             f"{SAFETY}/test_found_by_fuzzing.py", "blanks"),
    Mutation("private addresses are refused", "src/llm_info/links/guard.py",
             "return ip.is_global and not (ip.is_multicast or ip.is_reserved)", "return True",
             "tests/unit/links/test_ask.py", "refused_unasked"),
    Mutation("connections lead to public addresses", "src/llm_info/links/resolver.py",
             "public = [info for info in found if is_public(info[4][0])]", "public = found",
             "tests/unit/links/test_wire.py", "when_the_connection_is_made"),
    Mutation("a field has one line", "src/llm_info/links/wire.py",
             'if _NOT_IN_A_FIELD.search("".join(fields.values())):', "if False:",
             "tests/unit/links/test_wire.py", "line_break"),
    Mutation("the head of an answer ends", "src/llm_info/links/connection.py",
             "if not self._has_head and self._head_bytes > MOST_HEAD_BYTES:", "if False:",
             "tests/unit/links/test_wire.py", "no_answer"),
    Mutation("a body is read before more of it comes", "src/llm_info/links/connection.py",
             "self.transport.pause_reading()", "pass",
             "tests/unit/links/test_wire.py", "pile_up"),
    Mutation("issues are no scripts", ".github/workflows/add-paper.yml",
             "run: printf '%s\\n' \"$BODY\"", 'run: printf "$(eval "$BODY" 2>/dev/null)\\n"',
             f"{ACCEPTANCE}/test_workflows.py", "hostile_issue"),
    Mutation("workflows have no rights of their own", ".github/workflows/proposal.yml",
             "permissions: {}", "permissions: write-all",
             f"{ACCEPTANCE}/test_workflows.py", "may_more"),
    Mutation("actions are pinned", ".github/workflows/pages.yml",
             "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "actions/checkout@v7",
             f"{ACCEPTANCE}/test_workflows.py", "pinned"),
    Mutation("packages are pinned by hash", ".github/workflows/pages.yml",
             "--require-hashes --no-deps", "",
             f"{SAFETY}/test_supply.py", "by_hash"),
    Mutation("files are replaced whole", "src/llm_info/store/writing.py",
             "        _fill_and_rename(handle, Path(name), path, content, durable=durable)",
             "        os.close(handle)\n        path.write_bytes(content)",
             f"{SAFETY}/test_crashes.py", "full_disk and fmt and 0"),
    Mutation("titles are escaped in BibTeX", "src/llm_info/exports/bibtex.py",
             "return _SPECIAL.sub(", "return text or _SPECIAL.sub(",
             f"{SAFETY}/test_titles.py", "bibtex"),
    Mutation("tags and anchors of YAML are errors", "src/llm_info/store/tree.py",
             "if event.anchor or event.tag:", "if event.anchor and event.tag:",
             f"{ACCEPTANCE}/test_hostile.py", "hostile_bytes and python"),
    Mutation("HTML is escaped", "src/llm_info/site/pages/site.py",
             "autoescape=True", "autoescape=False",
             f"{SAFETY}/test_titles.py", "no_page_of_the_site"),
    Mutation("Atom is escaped", "src/llm_info/exports/atom.py",
             'ET.tostring(feed, "unicode") +', 'ET.tostring(feed, "unicode").replace("&lt;", "<") +',
             f"{SAFETY}/test_titles.py", "atom"),
    Mutation("Markdown is escaped", "src/llm_info/exports/markdown.py",
             r'title = _SPECIAL.sub(r"\\\1", entry.title)', "title = entry.title",
             f"{SAFETY}/test_titles.py", "markdown_as_html"),
    Mutation("a PDF has so much time", "src/llm_info/pdf/inspector.py",
             "        timer.start()\n", "        timer.daemon = True\n",
             "tests/unit/pdf/test_inspector.py", "out_of_time"),
    Mutation("a PDF has so much computation", "src/llm_info/pdf/worker.py",
             '_allow_seconds(question.pop("cpu_seconds"))', 'question.pop("cpu_seconds")',
             "tests/unit/pdf/test_inspector.py", "dies_of_its_limits"),
    Mutation("a PDF has so much memory", "src/llm_info/pdf/worker.py",
             "resource.setrlimit(resource.RLIMIT_AS, (memory, memory))", "del memory",
             "tests/unit/pdf/test_inspector.py", "dies_of_its_limits"),
    Mutation("links among pages lead nowhere else", "src/llm_info/site/outside.py",
             "if not any(target.is_relative_to(one) for one in allowed):", "if not allowed:",
             f"{SAFETY}/test_outside.py", "published and mkdocs"),
    Mutation("links among pages lead not into .git", "src/llm_info/site/outside.py",
             'if target.is_relative_to(home) and ".git" in', 'if target == home and ".git" in',
             f"{SAFETY}/test_outside.py", "within_the_repository"),
    Mutation("two runs keep what each has found", "src/llm_info/links/memory.py",
             "if before.get(url) != one}\n        ours", "if not url}\n        ours",
             f"{SAFETY}/test_at_once.py", "none_loses"),
    Mutation("a memory of links has a limit", "src/llm_info/links/memory.py",
             "if len(content) > MOST_BYTES:", "if False:",
             "tests/unit/links/test_memory.py", "too_large"),
    Mutation("a file has so many levels", "src/llm_info/store/tree.py",
             "MAX_DEPTH = 16", "MAX_DEPTH = 1 << 20",
             f"{ACCEPTANCE}/test_hostile.py", "hostile_bytes"),
    Mutation("what gets past all escaping meets a policy", "src/llm_info/site/policy.py",
             'return f"{html[: start.end()]}\\n{meta}{html[start.end() :]}"', "return html",
             f"{SAFETY}/test_policy.py", "gets_past"),
    Mutation("rows of Explore are texts", "src/llm_info/site/assets/explore.js",
             "element.append(...children);",
             'for (const one of children) typeof one === "string"'
             ' ? element.insertAdjacentHTML("beforeend", one) : element.append(one);',
             f"{SAFETY}/test_titles.py", "rows_of_explore"),
    Mutation("serve answers under its own name", "src/llm_info/site/serving/server.py",
             'if not self.server.knows(self.headers.get("Host", "")):', "if False:",
             "tests/unit/site/test_serving.py", "gets_nothing"),
    Mutation("serve finds nothing outside of its folder", "src/llm_info/site/serving/server.py",
             "if not path.resolve().is_relative_to(self.folder.resolve()):", "if False:",
             "tests/unit/site/test_serving.py", "not_in_the_folder"),
    Mutation("answers follow the order of the files", "src/llm_info/exports/ris.py",
             "for tag in entry.tags:", "for tag in set(entry.tags):",
             f"{SAFETY}/test_determinism.py", "where_they_are_given"),
    Mutation("two serves have two sites", "src/llm_info/site/serving/place.py",
             'with store.only_one(folder / _LOCK, "serve"):', "if folder:",
             "tests/unit/site/test_place.py", "comes_second"),
    Mutation("a site that is served is its owner's", "src/llm_info/site/serving/place.py",
             "folder.mkdir(mode=0o700,", "folder.mkdir(mode=0o755,",
             "tests/unit/site/test_place.py", "nobody_else"),
    Mutation("a file is never gone while it is replaced", "src/llm_info/store/writing.py",
             "temporary.replace(path)",
             "path.unlink(missing_ok=True), time.sleep(0.1), temporary.replace(path)",
             f"{SAFETY}/test_crashes.py", "killed and fmt"),
    Mutation("one pull at a time", "src/llm_info/store/writing.py",
             "fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass",
             f"{SAFETY}/test_at_once.py", "lock_ends"),
)  # fmt: skip


def python_of(scratch: Path, folder: Path) -> Path:
    """An interpreter that finds the program in the copy, also where it obeys no environment."""
    venv.create(folder, with_pip=False)
    packages = sysconfig.get_path("purelib", vars={"base": str(folder)})
    lines = [str(scratch / "src"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    Path(packages, "copy.pth").write_text("\n".join(lines), "utf-8")
    return folder / ("Scripts" if os.name == "nt" else "bin") / "python"


def notices(mutation: Mutation, scratch: Path, python: Path) -> str:
    """What became of a mutation."""
    path = scratch / mutation.path
    text = path.read_text("utf-8")
    if not mutation.old or mutation.old not in text:
        return "is no longer where the table says"
    path.write_text(text.replace(mutation.old, mutation.new), "utf-8")
    command = [str(python), "-m", "pytest", "-q", "-x", mutation.test]
    done = subprocess.run(
        [*command, "-k", mutation.only, "-p", "no:cacheprovider"],
        cwd=scratch,
        capture_output=True,
        text=True,
        check=False,
    )
    path.write_text(text, "utf-8")
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED")]
    return failed[0].partition("::")[2].partition(" - ")[0] if failed else "WAS NOT NOTICED"


def main() -> None:
    """Try them all."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "copy"
        ignored = shutil.ignore_patterns(".git", ".venv", ".fuzz", "*.pdf", "__pycache__")
        shutil.copytree(ROOT, scratch, ignore=ignored)
        python = python_of(scratch, Path(folder) / "venv")
        for mutation in MUTATIONS:
            if not all(word in mutation.defence for word in sys.argv[1:]):
                continue
            said = notices(mutation, scratch, python)
            missed += not said.startswith("test_")
            sys.stdout.write(f"{mutation.defence}: {said}\n")
            sys.stdout.flush()
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
