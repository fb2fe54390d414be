"""One file per question a municipality asks; each has ``run``."""
