"""The version of the program, as it stands in traces and on pages."""

VERSION = "0.1.0"
