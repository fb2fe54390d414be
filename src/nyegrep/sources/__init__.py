"""Where data comes from: catalogue, interfaces, files, and the workspace that keeps it."""
