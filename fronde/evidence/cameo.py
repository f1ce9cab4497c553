"""Verbs of CAMEO, the codebook of conflict and mediation events: twenty roots."""

from __future__ import annotations

import polars as pl

from fronde.evidence.adapter import Field, code

_OTHER = {str(root): "other" for root in range(1, 21)}
_KIND = _OTHER | {"8": "concession", "14": "street", "15": "repression", "17": "repression",
                  "18": "armed", "19": "armed", "20": "one-sided"}


def kind(column: str) -> Field:
    """What kind of event a root code stands for; 14 and 014 are the same."""
    root = code(column).str.strip_chars_start("0")
    return Field("kind", root.replace_strict(_KIND, default=None, return_dtype=pl.String),
                 column, "unknown-code")
