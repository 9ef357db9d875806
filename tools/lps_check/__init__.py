"""Checks practice software with demonstration cards: named cases, each passed or failed with what was seen.

The software under test is a page. It signs in with Pro Santé Connect from `#sign-in`, takes what a USB scanner types
into `#scanner`, and shows what it did in elements that any vendor can add to a page:

    #rights                 rights of the patient are shown
    #problem[data-code]     a card is refused; the code is that of the service, or the word of the protocol
    #genuine                without network: the card was proven here, no rights are shown
    #price, #send           the price and the button of a bill
    #accepted               the bill has its positive acknowledgement
    #degraded               without network: keep a bill
    #kept                   it is kept
    #flushed[data-code]     after the network is back: what became of it, ACCEPTED when all went
"""
