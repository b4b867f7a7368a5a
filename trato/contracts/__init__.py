"""§8.2.8 to §8.2.10: contract, signing, sealing."""
