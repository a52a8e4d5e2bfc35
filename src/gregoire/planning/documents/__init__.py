"""The documents of planning: a value each, and its template under `typst/`."""
