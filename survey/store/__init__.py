"""The live stores. Who was invited (register, admission) and what was said (ballots) share no key, id, order or time.

Only this package knows SQLAlchemy. Engines are opened by the process that uses them, never before a fork: SQLite's
locks and ours belong to the process that took them.
"""
