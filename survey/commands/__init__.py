"""Commands that have a module of their own; each imports what it does when it runs, so that help answers at once."""
