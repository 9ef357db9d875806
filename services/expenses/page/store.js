// What the page knows: people, receipts by id (the highest revision), and for each filter which of them, how far.

export const ALL = "";

export function emptyStore() {
  return { people: [], receipts: new Map(), views: new Map(), fresh: new Set(), open: new Set(), filter: ALL };
}

function merge(store, receipt) {
  const known = store.receipts.get(receipt.id);
  if (known && known.revision > receipt.revision) return false;
  // A live receipt does not repeat what payers did before it.
  if (known && !receipt.payments.length) receipt = { ...receipt, payments: known.payments };
  store.receipts.set(receipt.id, receipt);
  return !known || known.revision < receipt.revision;
}

// A page of one filter, replacing what was known of it or following it.
export function takePage(store, filter, page, { first }) {
  const view = first ? { ids: new Set(), next: null } : store.views.get(filter);
  for (const receipt of page.receipts) {
    merge(store, receipt);
    view.ids.add(receipt.id);
  }
  view.next = page.nextCursor;
  store.views.set(filter, view);
}

// A live receipt; whether it is news.
export function takeLive(store, receipt) {
  const news = merge(store, receipt);
  store.views.get(ALL)?.ids.add(receipt.id);
  store.views.get(receipt.person)?.ids.add(receipt.id);
  if (news) store.fresh.add(receipt.id);
  return news;
}

// A live payment; whether it is news of a receipt that is shown here.
export function takePayment(store, { receipt: id, revision, payment }) {
  const known = store.receipts.get(id);
  if (!known || known.revision >= revision) return false;
  store.receipts.set(id, { ...known, revision, payments: [...known.payments, payment] });
  store.fresh.add(id);
  return true;
}

// People as they are now: whoever left takes their receipts along.
export function takePeople(store, people) {
  store.people = people;
  const seen = new Set(people.map((person) => person.id));
  if (store.filter !== ALL && !seen.has(store.filter)) store.filter = ALL;
  for (const [id, receipt] of store.receipts) if (!seen.has(receipt.person)) store.receipts.delete(id);
}

export function shown(store) {
  const ids = store.views.get(store.filter)?.ids ?? new Set();
  const receipts = [...ids].map((id) => store.receipts.get(id)).filter(Boolean);
  return receipts.sort((a, b) => (a.acceptedAt < b.acceptedAt ? 1 : a.acceptedAt > b.acceptedAt ? -1 : 0));
}

export function nameOf(store, personId, words) {
  const at = store.people.findIndex((person) => person.id === personId);
  const person = store.people[at];
  if (!person) return "";
  return person.firstName ?? (person.isSelf ? words.you : words.child(at));
}
