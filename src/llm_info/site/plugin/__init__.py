"""The MkDocs plugin. No other package imports MkDocs."""

from llm_info.site.plugin.catalog import CatalogPlugin
from llm_info.site.plugin.running import Rendered, Surroundings, rendered, surroundings
from llm_info.site.plugin.settings import configured, package_assets

__all__ = [
    "CatalogPlugin",
    "Rendered",
    "Surroundings",
    "configured",
    "package_assets",
    "rendered",
    "surroundings",
]
