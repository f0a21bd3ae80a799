"""Reports for machines, one file a system. `registry` knows them all."""
