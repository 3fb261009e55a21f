"""The command line: one module per verb, results on stdout, talk on stderr."""

from llm_info.cli.app import main

__all__ = ["main"]
