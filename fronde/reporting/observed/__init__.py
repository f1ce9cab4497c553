"""The page of a record: what a data set of observed events holds, and what it does not."""
