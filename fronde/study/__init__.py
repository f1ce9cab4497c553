"""Studies: many runs over what is plausible, and what they say of claims and responses."""
