"""The staff side of communities: texts, pictures, venues, notices and staff. Others' communities do not exist here."""
