"""§8.3: plan in force, statements, matching, withholdings."""
