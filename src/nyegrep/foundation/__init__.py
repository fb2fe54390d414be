"""The words and shapes that everything else shares. Imports nothing of ours above it."""
