"""A hook of MkDocs: adds the pages that are made from the command line to this site."""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from llm_info.cli.reference import PAGES


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add verbs and outputs."""
    for name, text in PAGES.items():
        files.append(File.generated(config, name, content=text()))
    return files
