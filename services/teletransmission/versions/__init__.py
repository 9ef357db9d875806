"""Later versions of accepted claims: corrections and the cancellation."""
