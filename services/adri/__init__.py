"""Rights: what schemes state about insured persons, recomposed for each beneficiary and handed to the ledger."""
