"""Pictures as inline SVG: small functions that draw one kind of chart each, without words."""
