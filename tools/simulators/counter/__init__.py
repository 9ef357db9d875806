"""What the software of a practice does at the counter: sign in, redeem, ask for rights, bill under a context."""
