"""The command line: one module per verb, results on stdout, talk on stderr."""
