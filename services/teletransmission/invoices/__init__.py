"""Claims as B2 invoices and back, and acknowledgements as return files; pure."""
