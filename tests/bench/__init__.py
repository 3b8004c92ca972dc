"""Figures of merit, never pass or fail: `make bench` prints them beside what is to be beaten."""
