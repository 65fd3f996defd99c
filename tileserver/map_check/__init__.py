"""Whether a map shows what the law wants on every map of the country (R5.4)."""
