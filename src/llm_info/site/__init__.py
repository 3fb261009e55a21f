"""The published site: pages (pure: catalog → pages) and the MkDocs plugin that delivers them."""
