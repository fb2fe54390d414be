"""Nye grep: from public statistics to an agreed and followed-up plan.

The names below are the public library; nothing else is promised to stay.
"""

__version__ = "0.1.0"
