// The one error of the protocol: a stable word for what is wrong, the same as in services/card_protocol/errors.py.
export class Refused extends Error {
  constructor(why, minutes = 0) {
    super(why);
    this.why = why;
    this.minutes = minutes;
  }
}

// What a reader of bytes or letters throws is one thing to who shows a card: it is malformed.
export function orMalformed(work) {
  try {
    return work();
  } catch (problem) {
    throw problem instanceof Refused ? problem : new Refused("malformed");
  }
}
