"""`picograd audit`: every mistake of the catalogue against every check of its stage."""
