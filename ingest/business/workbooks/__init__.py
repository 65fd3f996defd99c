"""Workbooks as people send them: titles above, merged cells, totals, notes, hidden parts."""
