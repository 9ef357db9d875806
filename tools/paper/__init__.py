"""The desk for paper claims that wait: what was teletransmitted already, released or refused by a human."""
