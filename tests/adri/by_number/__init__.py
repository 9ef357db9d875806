"""Access by number: rules, stores, answers that tell nothing, the attack of 2022 replayed."""
