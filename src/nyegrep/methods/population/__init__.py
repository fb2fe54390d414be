"""People by sex and age: rates, the yearly step, and paths."""
