"""Writers of both releases through every phase of every shipped playbook, and what they met."""
