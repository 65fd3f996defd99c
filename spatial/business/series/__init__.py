"""Series of an indicator through time: periods, comparisons, seasons and early warnings (R8.3)."""
