"""Statistics of clusters in space and time; numbers in, numbers out, no database."""
