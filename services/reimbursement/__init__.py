"""The rules: what AMO, the local scheme, the complementary contracts and the patient pay for a care."""
