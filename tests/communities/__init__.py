"""Tests of communities, their venues and their notices."""
