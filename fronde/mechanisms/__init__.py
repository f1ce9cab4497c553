"""One published process a file; ``catalogue`` lists them."""
