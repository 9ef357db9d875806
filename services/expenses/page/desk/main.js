// The operators' desk for cards: decide, look at the roll-out on any day.
import { place } from "../dom.js";
import { calls } from "./calls.js";
import { twice, videos } from "./cases.js";
import { rollout } from "./rollout.js";
import { desk, main } from "./shell.js";

const LOOK_AGAIN_MS = 10_000;
let day = "";
let looking = null;

const page = desk("cards", { show, left: () => clearTimeout(looking) });

async function show() {
  clearTimeout(looking);
  looking = setTimeout(lookAgain, LOOK_AGAIN_MS);
  const [waiting, arrived, figures] = await Promise.all([calls.videos(), calls.deferred(), calls.rollout(day)]);
  place(main, videos(page, waiting.cases), twice(page, arrived.cases), rollout(figures, day, (chosen) => ((day = chosen), page.again())));
}

// Quietly, and never under the hands of somebody who is choosing.
const lookAgain = () => (main.contains(document.activeElement) ? (looking = setTimeout(lookAgain, LOOK_AGAIN_MS)) : page.again());

page.begin();
