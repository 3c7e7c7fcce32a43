"""What gnnlint costs: ``make bench``."""
