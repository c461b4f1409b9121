"""All that the command, the operations and the admin can do, as importable functions.

A package rather than one module: planning, running, asking and telling are four nouns.
"""
