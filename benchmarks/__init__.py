"""How fast the product is with many cycles: `start.py bench`. Not shipped: it works on installations of its own."""
