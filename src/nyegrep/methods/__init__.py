"""Calculation only: plain arrays and frames in, plain arrays and frames out."""
