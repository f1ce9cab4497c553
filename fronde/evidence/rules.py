"""Rules that rows of data are held to, and the complaints about those that break one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

_LONGEST = 80  # characters of a value that a complaint shows
EVERY = pl.col("row").is_not_null()  # what is to be known of all rows
COMPLAINTS = pl.Schema({"file": pl.String(), "row": pl.Int64(), "rule": pl.String(),
                        "column": pl.String(), "value": pl.String(), "left_out": pl.Boolean(),
                        "says": pl.String()})


class Rule(NamedTuple):
    """What is wrong with some rows, or should be known of them.

    Attributes
    ----------
    name : short, for counting.
    where : the rows that it is about.
    column : whose value a complaint shows.
    says : what is wrong; goes on after "the row".
    leaves_out : whether these rows are left out; else they are read.
    unknown : columns that become unknown in these rows.
    """

    name: str
    where: pl.Expr
    column: str
    says: str
    leaves_out: bool = False
    unknown: tuple[str, ...] = ()


def judge(table: pl.DataFrame, rules: Iterable[Rule]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Hold rows to rules, one after the other.

    Parameters
    ----------
    table : rows, with their ``file`` and ``row``.

    Returns
    -------
    table, complaints : rows that stay; a complaint a row and rule. A row is left out once, by the
        first rule that it breaks.
    """
    found = [COMPLAINTS.to_frame()]
    for rule in rules:
        hit = table.select(rule.where.fill_null(False)).to_series()
        if not hit.any():
            continue
        found.append(_complaints(table.filter(hit), rule))
        if rule.leaves_out:
            table = table.filter(~hit)
        else:
            table = table.with_columns(
                pl.when(~hit).then(pl.col(name)).alias(name) for name in rule.unknown)
    return table, pl.concat(found)


def _complaints(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """A complaint a row."""
    shown = pl.col(rule.column).cast(pl.String).str.slice(0, _LONGEST)
    return rows.select(
        "file", "row", rule=pl.lit(rule.name), column=pl.lit(rule.column.removeprefix("raw.")),
        value=shown, left_out=pl.lit(rule.leaves_out), says=pl.lit(rule.says)).cast(COMPLAINTS)


def count_by_rule(complaints: pl.DataFrame) -> pl.DataFrame:
    """Complaints by rule, those that leave rows out first: rows, and the first lines."""
    return complaints.group_by("left_out", "rule", "says").agg(
        rows=pl.struct("file", "row").n_unique(),
        first=pl.concat_str("file", "row", separator=":").unique(maintain_order=True).head(3),
        example=pl.col("value").drop_nulls().first(),
    ).sort("left_out", "rows", "rule", "says", descending=[True, True, False, False])
