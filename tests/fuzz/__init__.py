"""Damaged documents by the hundred thousand: nothing but the two errors, never slow, never large.

`python -m tests.fuzz --documents 200000 --seed S` makes each document from the seed, its medium
and its number, so that any one can be made again: `--only MEDIUM:NUMBER`.
"""
