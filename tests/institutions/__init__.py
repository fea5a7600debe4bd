"""Tests of institutions and where they settle."""
