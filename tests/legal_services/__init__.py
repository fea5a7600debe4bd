"""Tests of the legal service area."""
