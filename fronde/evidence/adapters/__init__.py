"""One data set a file: its columns, its codes and its traps."""
