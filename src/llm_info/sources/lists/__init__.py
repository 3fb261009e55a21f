"""Awesome lists in Markdown → what they list, with the line of each item.

`tree` turns Markdown and the HTML inside it into one tree, `flat` a part of the tree into a text
with spans, `item` and `table` find the paper in it, `reading` walks the document.
"""

from llm_info.sources.lists.listed import Listed, ListedLink, Listing, Unread
from llm_info.sources.lists.reading import read_list

__all__ = ["Listed", "ListedLink", "Listing", "Unread", "read_list"]
