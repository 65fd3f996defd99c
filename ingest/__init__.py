"""Sources to rows: readers, checks, quarantine, and one log row per run."""
