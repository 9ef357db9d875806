// Texts of the counter. Practices in France work in French; the services answer in the language of the page.
export const words = {
  brand: "Comptoir", signTitle: "Comptoir", signLead: "Identifiez-vous pour lire une carte Vitale.", sign: "Pro Santé Connect", leave: "Quitter",
  scan: "Lire une carte", camera: "Scanner avec la caméra", stop: "Arrêter la caméra", scanner: "Ou avec une douchette : cliquez ici, puis scannez", noCamera: "La caméra n'est pas accessible : autorisez-la, ou utilisez la douchette.",
  notACard: "Ce code n'est pas une carte Vitale.", patients: "Patients ouverts", close: "Fermer ce patient", offline: "Hors ligne", online: "En ligne",
  thirdParty: "Tiers payant", due: "Oui, de droit", may: "Possible", exemption: "Exonération", none: "Aucune", c2s: "Complémentaire santé solidaire", yes: "Oui", no: "Non",
  complementary: "Complémentaire", routing: "routage", guarantee: "Paiement garanti", revision: "Droits lus", openRights: "Droits ouverts", closedRights: "Droits fermés", asOfToday: "Soins à venir : droits connus ce jour, sans garantie.",
  unread: "La carte est lue, mais ses droits ne peuvent pas être consultés en ce moment.", lookAgain: "Consulter de nouveau",
  bill: "Facturer", act: "Acte", price: "Prix (€)", send: "Envoyer la feuille de soins", patientPays: "Le patient règle", amo: "Assurance Maladie", amc: "Complémentaire", unknownContract: (n) => `Garanties inconnues : contrat ${n}`, sent: "Envoyée", acknowledged: (id) => `Accusé de réception positif ${id}`, refused: "Refusée",
  demo: "Carte de démonstration", preSignable: "Le téléphone était hors ligne : code non daté par le registre.", deferred: "Lecture différée : paiement non garanti.",
  genuine: (age) => `Carte authentique, code vu il y a ${age} s. Sans réseau, les droits ne peuvent pas être consultés.`, heldProof: "Dernière consultation gardée ici", degraded: "Facturer en mode dégradé", waitingBills: (n) => `${n} feuille(s) de soins en attente du réseau`, sendWaiting: "Envoyer maintenant", secondArrival: "Cette présentation est déjà arrivée : un agent va examiner le dossier.",
  byNumber: "Sans carte : par le numéro", byNumberSeen: "Réservé aux personnes qui ne peuvent pas présenter leur carte. Chaque consultation est comptée, et la personne la voit aussitôt avec son motif.",
  nir: "Numéro de sécurité sociale (15 chiffres)", born: "Date de naissance du patient", dayShape: "JJ/MM/AAAA", rank: "Rang de naissance (jumeaux)", reason: "Motif", choose: "Choisir…", reasonMissing: "Choisissez le motif.", look: "Consulter les droits",
  reasons: { no_card: "Pas de carte", emergency: "Urgence", dependent_person: "Personne dépendante", remote: "À distance", admission: "Admission" }, byNumberBasis: "Consulté par le numéro, sans carte : le paiement n'est pas garanti.",
  keptBill: "Gardée : elle partira au retour du réseau, sans garantie de paiement.",
  why: { malformed: "Ce code n'est pas une carte Vitale.", unknown_key: "Cette carte n'est signée par aucune clé connue du registre.", certificate: "Le certificat de cette carte a pris fin, ou ne vaut pas encore.", signature: "La signature de cette carte est fausse.", life: "Ce code a une durée interdite.", clock_ahead: (m) => `L'heure du téléphone avance de ${m} min : demandez de la régler.`, expired: (m) => `Ce code a pris fin il y a ${m} min : demandez-en un nouveau.` },
};
