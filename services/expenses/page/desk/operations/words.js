// What the operations view says, in French, and how it writes figures.
export const words = {
  title: "Exploitation",
  measured: (when) => `Mesuré à ${when}.`,
  stale: (when) => `Pas de nouvelle mesure : chiffres de ${when}.`,
  unknown: "inconnu",
  logAway: (code) => `Le journal ne répond pas (${code}) : le retard est inconnu.`,
  tiles: { lag: "Retard le plus long", records: "Enregistrements en attente", parked: "Mis de côté", halted: "Partitions arrêtées", waiting: "Plus ancienne facture en attente", outbox: "Plus ancienne boîte d’envoi", generation: "Génération" },
  partitions: "Partitions",
  columns: ["Partition", "Retard", "Enregistrements", "À publier", "Règles", "Mis de côté", "Factures en attente", "État"],
  runs: "en marche",
  stopped: "ARRÊTÉE",
  noRules: "sans règles",
  halts: "Partitions arrêtées",
  noHalt: "Aucune partition n’est arrêtée.",
  since: (age) => `depuis ${age}`,
  resume: "Reprendre",
  resumeAsk: (partition) => `Reprendre la partition ${partition} ?`,
  resumeLead: "Dites ce que vous avez trouvé, sans donnée personnelle. La note et votre nom sont gardés.",
  note: "Constat",
  resumed: (partition) => `La reprise de la partition ${partition} est envoyée.`,
  parked: "Enregistrements mis de côté",
  noParked: "Rien n’est mis de côté.",
  reason: "Motif",
  field: "Champ",
  fix: "À faire",
  came: "Origine",
  origin: (one) => `${one.topic}, partition ${one.partition}, position ${one.offset}, il y a ${age(one.ageS)}`,
  dryRun: "Essai à blanc",
  redrive: "Renvoyer",
  redriveAsk: (name) => `Renvoyer ${name} ?`,
  redriveLead: "L’enregistrement d’origine est renvoyé tel quel ; il est liquidé une seule fois.",
  sent: (name) => `${name} est renvoyé ; le résultat suit.`,
  confirm: "Confirmer",
  cancel: "Annuler",
  would: "Deviendrait : ",
  is: "Devenu : ",
  held: { halted: " (après la reprise de la partition)", no_rules: "Rien à dire : aucune règle que cette version sait exécuter n’est en vigueur." },
  outcomes: { issued: "liquidé", rejected: "rejeté", waiting: "en attente de droits ou de garanties", parked: "mis de côté à nouveau", applied: "appliqué", ignored: "sans effet" },
  waiting: "Factures en attente",
  waitingColumns: ["Décompte", "Partition", "Attend depuis", "De quoi"],
  revision: (number) => `droits, révision ${number}`,
  guarantees: "table de garanties",
  outboxes: "Boîtes d’envoi",
  outboxColumns: ["Service", "Lignes", "Plus ancienne"],
  generations: "Générations du registre",
  generationColumns: ["Génération", "Écritures", "Partitions", "Début"],
  current: (number) => `${number} (celle-ci)`,
};

const UNITS = [
  ["j", 86_400],
  ["h", 3_600],
  ["min", 60],
];

// Seconds as people read them; what was not measured is said, never shown as 0.
export function age(seconds) {
  if (seconds === undefined) return words.unknown;
  for (const [unit, size] of UNITS) if (seconds >= size) return `${number(seconds / size)} ${unit}`;
  return `${number(seconds)} s`;
}

export const number = (value) => value.toLocaleString("fr-FR", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
export const euros = (cents) => (Number(cents) / 100).toLocaleString("fr-FR", { style: "currency", currency: "EUR" });
export const time = (micros) => new Date(Number(micros) / 1000).toLocaleTimeString("fr-FR");
export const moment = (micros) => (Number(micros) ? new Date(Number(micros) / 1000).toLocaleString("fr-FR") : words.unknown);
