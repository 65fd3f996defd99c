"""How business data come in: typed, matched with divisions, stored with history, or refused."""
