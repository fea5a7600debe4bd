"""Tests of private documents."""
