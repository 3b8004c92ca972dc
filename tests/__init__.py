"""Tests and benchmarks; the folders mirror those of the program."""
