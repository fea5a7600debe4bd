"""Tests of public pictures."""
