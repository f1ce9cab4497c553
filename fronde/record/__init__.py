"""What a run leaves behind: tables, provenance, and how to make it again."""
