"""The child process: reads questions as lines of JSON, answers each with one line.

`python -I -B -m llm_info.pdf.worker <bytes of memory>`. It lowers its own limits before it touches
a file: address space, computation time per file, no writing, few open files.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

OUT_OF_MEMORY = 77


def main() -> None:
    """Answer until the questions end."""
    _confine(int(sys.argv[1]))
    from llm_info.pdf import reader  # noqa: PLC0415  (only within the limits)

    for line in sys.stdin.buffer:
        question: dict[str, Any] = json.loads(line)
        _allow_seconds(question.pop("cpu_seconds"))
        try:
            answer = reader.answer(**question)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        answer["kibibytes"] = _peak_kibibytes()
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _confine(memory: int) -> None:
    if sys.platform == "win32":  # has no such limits; the parent's clock remains
        return
    import resource  # noqa: PLC0415  (not there on Windows)

    for limit, value in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":  # macOS refuses it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _allow_seconds(seconds: int) -> None:
    """Let the process compute for so many seconds more."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not there on Windows)

    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 1 + seconds, hard))


def _peak_kibibytes() -> int:
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415  (not there on Windows)

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    main()
