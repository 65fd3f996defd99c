"""The shape of every unit at any date as a union of atoms, a coverage by construction. Pure."""
