"""Why places grow, and what is their own doing: circumstances and attractiveness."""
