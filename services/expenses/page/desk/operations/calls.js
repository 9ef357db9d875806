// The operations view's calls to the front.
import { put, read } from "../../api.js";

const LANGUAGE = "fr";
const BASE = "/v1/operations";

export const calls = {
  status: () => read(`${BASE}/status`, LANGUAGE),
  waiting: () => read(`${BASE}/waiting`, LANGUAGE),
  parked: () => read(`${BASE}/parked`, LANGUAGE),
  one: (name) => read(`${BASE}/parked/${name}`, LANGUAGE),
  dryRun: (name) => put(`${BASE}/parked/${name}/dry-run`, {}, LANGUAGE),
  redrive: (name) => put(`${BASE}/parked/${name}/redrive`, {}, LANGUAGE),
  resume: (partition, note) => put(`${BASE}/partitions/${partition}/resume`, { note }, LANGUAGE),
};
