"""One YAML file for each dataset."""
