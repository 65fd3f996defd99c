"""Answers of the operators: on what they stand, and how the same one is given again (R8.6)."""
