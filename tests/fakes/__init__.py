"""Named fakes, and real doors on free ports, shared by the tests of several services."""
