"""The gallery: published models, what their papers say, and what comes out here."""
