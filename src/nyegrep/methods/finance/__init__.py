"""The municipal economy: targets, ROBEK, revenue that follows people, and what must be found."""
