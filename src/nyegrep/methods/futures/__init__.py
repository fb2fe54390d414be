"""Futures: jobs and people drive each other, year by year, under named conditions."""
