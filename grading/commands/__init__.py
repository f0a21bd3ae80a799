"""What a person can ask for, a module a command: arguments in, one call down, exit status out."""
