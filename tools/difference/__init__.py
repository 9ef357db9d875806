"""What another version of the tables changes in a file of claims: which receipts, which amounts, by how much, why."""
