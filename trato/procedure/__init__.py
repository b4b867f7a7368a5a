"""The procedure as pure data and functions: definition, conditions, evaluation. No Django, clock or database."""
