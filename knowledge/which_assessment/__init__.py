"""Which assessment a child who displayed harmful sexual behaviour should have, who leads it, and who may see them."""
