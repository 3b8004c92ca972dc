"""Sightline: the platform around questionnaires and scoring. Importing it loads no part of it."""
