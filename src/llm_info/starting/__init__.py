"""A new catalog of one's own: the files that `init` writes, and their templates."""

from llm_info.starting.repository import Beginning, catalog_files, files_around, topic_tree

__all__ = ["Beginning", "catalog_files", "files_around", "topic_tree"]
