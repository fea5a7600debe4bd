"""The tests of the portal, against real servers."""
