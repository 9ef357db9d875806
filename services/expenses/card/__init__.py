"""The holder's side of the card over HTTP: enrolment, card, presentations, accesses."""
