"""Pages and words of studies."""
