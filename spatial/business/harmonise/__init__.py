"""Figures on changing divisions: weights between dates, and series on fixed divisions (R10)."""
