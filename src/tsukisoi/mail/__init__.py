"""郵便: what came for whom, unopened; who got it, and what clock it starts; what was expected and has not come."""
