"""How far it is: within, nearest, gaps, isochrones, on the ground or by road; and hot spots."""
