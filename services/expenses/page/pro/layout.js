// A USB scanner types like a keyboard. One set to the US layout on a French (AZERTY) machine types other letters: each
// of the 45 letters of a QR still becomes a letter of its own, so the text can be told.
const QR = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
// What a French machine writes where a US scanner means the letter of QR at the same place.
const FRENCH = "à&é\"'(-è_çQBCDEFGHIJKL?NOPARSTUVZXYW 458+):!M";
const MEANT = new Map([...FRENCH].map((typed, at) => [typed, QR[at]]));
const PREFIX = "VL1:";
const PREFIX_TYPED = [...PREFIX].map((letter) => FRENCH[QR.indexOf(letter)]).join("");

export const table = { QR, FRENCH };

// The text that a scanner meant; null when what was typed is no QR of a card in either layout.
export function meant(typed) {
  const text = typed.trim();
  if (text.startsWith(PREFIX)) return text;
  if (!text.startsWith(PREFIX_TYPED)) return null;
  const letters = [...text].map((letter) => MEANT.get(letter));
  return letters.includes(undefined) ? null : letters.join("");
}
