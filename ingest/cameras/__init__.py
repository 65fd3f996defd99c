"""Tables and catalogues of cameras into the register."""
