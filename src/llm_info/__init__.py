"""A catalog of papers in Git: checked like code, published as a site."""
