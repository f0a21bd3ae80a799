"""The catalogue of mistakes: wrong versions of one function each, one file a stage."""
