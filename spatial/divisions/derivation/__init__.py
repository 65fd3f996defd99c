"""How the registry of the ministry's scheme follows from what sources claim. Pure: no database."""
