"""Results and templates become documents; words and rounding live here."""
