"""§8.2.5 to §8.2.7: price, terms, payment plan offered, conformity."""
