// What the desk says, in French: its operators work for French insurers.
export const words = {
  brand: "Vitale · bureau des cartes",
  leave: "Se déconnecter",
  signTitle: "Bureau des cartes",
  signLead: "Réservé aux opérateurs : décisions sur les vidéos, suivi du déploiement, présentations en double.",
  token: "Jeton d’accès",
  enter: "Entrer",
  videos: "Vidéos à vérifier",
  noVideo: "Aucune vidéo n’attend de décision.",
  captured: (when) => `Filmée le ${when}`,
  due: (hours) => (hours >= 0 ? `à décider avant ${hours} h` : "délai de 48 h dépassé"),
  media: "Voir la vidéo chez le prestataire",
  accept: "Accepter",
  refuse: "Refuser",
  why: "Motif du refus",
  reasons: { face: "le visage ne correspond pas", document: "la pièce est douteuse", liveness: "pas une personne présente", traits: "l’identité ne correspond pas" },
  checks: { mrz: "bande de lecture", hologram: "hologramme", face: "visage", liveness: "personne présente" },
  traits: { birth_name: "nom de naissance", given_names: "prénoms", birth_date: "date de naissance", sex: "sexe", birth_place: "lieu de naissance" },
  verdicts: { same: "identique", close: "proche", differs: "différent", unknown: "inconnu" },
  passed: "réussi",
  failed: "échoué",
  rollout: "Déploiement",
  asOf: "À la date du",
  figures: (found) => `Décision humaine : médiane ${minutes(found.decisionMedianS)}, 95 % en moins de ${minutes(found.decisionP95S)} ; ${found.waiting} en attente.`,
  columns: ["Département", "Régime", "Voie", "Ouvert", "Activations", "Refus par motif"],
  paths: { ENROLMENT_PATH_FRANCE_IDENTITE: "France Identité", ENROLMENT_PATH_VIDEO: "vidéo" },
  open: "oui",
  opens: (day) => (day ? `le ${day}` : "pas de date"),
  twice: "Présentations arrivées deux fois",
  noTwice: "Aucune.",
  scanned: (practice, when) => `${practice}, lue sans réseau le ${when}`,
  findings: { error: "Erreur", fraud: "Fraude", nothing: "Sans suite" },
  unreachable: "Le service ne répond pas. Réessayez.",
};

function minutes(seconds) {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
