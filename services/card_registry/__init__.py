"""The card: enrolment, device, life, presentation; the only signer of contexts."""
