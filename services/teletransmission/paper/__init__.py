"""Claims typed from paper care sheets: held for a human when the same care was already teletransmitted."""
