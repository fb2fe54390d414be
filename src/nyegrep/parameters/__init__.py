"""Numbers that are not fetched: dated, sourced, read into the dataclass a method asks for."""
