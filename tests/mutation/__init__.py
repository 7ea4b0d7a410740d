"""What the parsers notice when a document, or their own reading of it, is damaged.

`python -m tests.mutation` counts the mutants and writes what is not noticed to
`docs/not-caught.md`.
"""
