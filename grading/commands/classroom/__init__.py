"""`picograd class`: everything between a download from a learning system and its gradebook."""
