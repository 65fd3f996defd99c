"""Sources of the register of boundaries: lines, markers, what they are found by, tripoints."""
