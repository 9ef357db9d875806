"""The process that moves the ledger: Faust brings records, the processor settles, receipts go out after the commit."""
