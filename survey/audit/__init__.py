"""Tries to link people to answers, in every way we know of, on a live installation or a copy of one.

    scene.py      what the attacker has: every file as bytes, every key that is there, the register
    chance.py     how often luck alone would hit
    values.py …   one module a way in: each attack is run, and says how often it hit against how often by chance
    verdict.py    all attacks in turn, and what came of them

It runs as the operator, in a process of its own, prints counts and never a value, and writes nothing.
"""
