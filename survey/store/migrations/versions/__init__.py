"""One module a version, each telling how to get there from the one before."""
