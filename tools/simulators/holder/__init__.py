"""What an insured person's phone does with the card: enrol, show, end."""
