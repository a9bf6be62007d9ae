"""Everything remembered, and the transactions that keep it true."""
