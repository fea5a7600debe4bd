"""Activities as staff see them: their own communities only; everything else does not exist for them."""
