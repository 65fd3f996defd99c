"""Place names: their forms and spellings, search, same names, standard names through time."""
