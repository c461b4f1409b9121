"""The shop's own tests: how a team tries its playbooks on its own factories."""
