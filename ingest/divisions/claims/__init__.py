"""Sources of codes, lists and decisions: each row becomes an assertion, as published."""
