"""What there is: clusters, identities, policies, what has been done, and what is to go wrong."""
