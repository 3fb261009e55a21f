"""Catalog → text in the formats of other programs."""
