"""Settings, urls, middleware, assembly of the product."""
