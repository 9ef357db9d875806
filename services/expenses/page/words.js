// The page's own words, in both languages, and how it writes dates and times (those of Paris).

const WORDS = {
  fr: {
    title: "Mes remboursements en direct",
    brand: "Remboursements",
    skip: "Aller au contenu",
    hello: (name) => (name ? `Bonjour ${name}` : "Bonjour"),
    lead: "Vos décomptes arrivent ici dès qu’ils sont calculés.",
    switchTo: "English",
    switchLang: "en",
    leave: "Quitter",
    status: { live: "En direct", connecting: "Connexion…", reconnecting: "Reconnexion…", offline: "Hors ligne" },
    all: "Tous",
    you: "Vous",
    child: (n) => `Enfant ${n}`,
    filter: "Afficher les remboursements de",
    yearly: (year) => `Plafonds ${year}`,
    yearlyNote: "Une fois un plafond atteint, plus rien n’est retenu à ce titre jusqu’au 31 décembre.",
    usedOf: (used, cap) => `${used} sur ${cap}`,
    usedOfSaid: (name, label, used, cap) => `${name}, ${label} : ${used} sur ${cap}`,
    receipts: "Décomptes",
    today: "Aujourd’hui",
    yesterday: "Hier",
    fresh: "Nouveau",
    care: (date) => `Soin du ${date}`,
    more: (n) => (n === 1 ? "et 1 autre acte" : `et ${n} autres actes`),
    reimbursed: "remboursés",
    left: (amount) => `Reste ${amount}`,
    nothingLeft: "Rien à payer",
    paidToPersonWhy: "Le professionnel a été payé par vous : le remboursement vous est versé.",
    paidToProfessionalWhy: "Tiers payant : le remboursement est réglé directement au professionnel.",
    price: "Montant payé",
    priceThird: "Montant facturé",
    amo: "Assurance maladie",
    local: "Régime local",
    amc: "Complémentaire",
    patient: "Reste à charge",
    why: "Pourquoi ces montants",
    withheld: "Retenu pour des soins antérieurs",
    payments: "Paiements",
    paidShort: "Payé",
    paidNews: (name, text, amount) => `${name} : ${text}${amount ? `, ${amount}` : ""}.`,
    paymentReference: "Référence",
    rejectionCode: "code",
    refusedByPayer: "Refusé par le payeur",
    participationYear: (year, amount) => `Participation forfaitaire ${year} : ${amount}`,
    franchiseYear: (year, amount) => `Franchises ${year} : ${amount}`,
    source: "Source",
    newWindow: "(nouvel onglet)",
    loadMore: "Afficher plus",
    loading: "Chargement de vos remboursements…",
    emptyTitle: "Aucun décompte pour l’instant",
    empty: "Dès qu’un professionnel de santé transmet une feuille de soins, son décompte apparaît ici, expliqué ligne par ligne.",
    offlineTitle: "Connexion interrompue",
    offline: "Rien n’est perdu : la page reprend où elle en était.",
    errorTitle: "Vos remboursements ne s’affichent pas",
    unreachable: "Le service ne répond pas. Réessayez dans un instant.",
    support: "Référence pour l’assistance",
    retry: "Réessayer",
    arrived: (name, label, amount) => `Nouveau décompte pour ${name} : ${label}, ${amount} remboursés.`,
    signTitle: "Vos remboursements, au moment où ils sont calculés",
    signLead: "Démonstration avec des personnes fictives. Choisissez qui vous êtes.",
    signNobody: "Les personnes de la démonstration ne sont pas encore prêtes.",
    signPaste: "Se connecter avec un jeton",
    signToken: "Jeton d’accès",
    signGo: "Se connecter",
    ended: "Votre session a pris fin. Connectez-vous à nouveau.",
    estimate: {
      title: "Combien vais-je payer ?",
      lead: "Calculé comme un vrai décompte, avec vos droits et vos compteurs du moment. Rien n’est enregistré.",
      who: "Pour qui",
      code: "Code de l’acte",
      codeHint: "Par exemple G, CS ou PSY. Il figure sur le devis ou l’ordonnance.",
      codes: { G: "Consultation d’un généraliste", CS: "Consultation d’un spécialiste", PSY: "Séance chez un psychologue" },
      price: "Prix en euros",
      priceHint: "Laissez vide pour le tarif de base.",
      kind: "Professionnel",
      kinds: {
        gp: "Médecin généraliste",
        specialist: "Médecin spécialiste",
        psychiatrist: "Psychiatre",
        paediatrician: "Pédiatre",
        gynaecologist: "Gynécologue",
        dentist: "Chirurgien-dentiste",
        midwife: "Sage-femme",
        nurse: "Infirmier",
        physiotherapist: "Kinésithérapeute",
        speech_therapist: "Orthophoniste",
        psychologist: "Psychologue",
      },
      sector: "Secteur",
      sectors: { 1: "Secteur 1", "2_optam": "Secteur 2, Optam", 2: "Secteur 2", 3: "Non conventionné" },
      date: "Date du soin",
      third: "Tiers payant : je n’avance pas la part remboursée",
      go: "Calculer",
      result: (amount) => `Il vous resterait ${amount} à payer.`,
      unknown: (numbers) => `Les garanties de votre complémentaire (${numbers}) ne sont pas connues : sa part n’est pas comptée.`,
      wrongPrice: "Écrivez le prix en euros, par exemple 30 ou 30,50.",
      problems: {
        INVALID_CARE: "Ce soin ne peut pas être calculé ainsi : vérifiez le code de l’acte et le professionnel.",
        NOT_ESTABLISHED: "Une valeur officielle manque encore pour ce soin : indiquez son prix, ou réessayez plus tard.",
        NOT_COVERED: "Ce type de soin n’est pas encore calculé ici.",
        NO_RIGHTS: "Aucun droit ouvert n’est connu à cette date.",
        NOT_FOUND: "Cette personne n’est plus visible dans votre espace.",
      },
    },
    foot: "Données fictives. Chaque montant cite le texte dont il vient.",
  },
  en: {
    title: "My reimbursements, live",
    brand: "Reimbursements",
    skip: "Skip to content",
    hello: (name) => (name ? `Hello ${name}` : "Hello"),
    lead: "Your statements arrive here as soon as they are computed.",
    switchTo: "Français",
    switchLang: "fr",
    leave: "Sign out",
    status: { live: "Live", connecting: "Connecting…", reconnecting: "Reconnecting…", offline: "Offline" },
    all: "Everyone",
    you: "You",
    child: (n) => `Child ${n}`,
    filter: "Show reimbursements of",
    yearly: (year) => `${year} caps`,
    yearlyNote: "Once a cap is reached, nothing more of its kind is withheld until 31 December.",
    usedOf: (used, cap) => `${used} of ${cap}`,
    usedOfSaid: (name, label, used, cap) => `${name}, ${label}: ${used} of ${cap}`,
    receipts: "Statements",
    today: "Today",
    yesterday: "Yesterday",
    fresh: "New",
    care: (date) => `Care on ${date}`,
    more: (n) => (n === 1 ? "and 1 more act" : `and ${n} more acts`),
    reimbursed: "reimbursed",
    left: (amount) => `${amount} left`,
    nothingLeft: "Nothing to pay",
    paidToPersonWhy: "You paid the professional: the reimbursement is paid to you.",
    paidToProfessionalWhy: "Third-party payment: the reimbursement goes straight to the professional.",
    price: "Amount paid",
    priceThird: "Amount charged",
    amo: "Health insurance",
    local: "Local scheme",
    amc: "Complementary",
    patient: "Left to pay",
    why: "Why these amounts",
    withheld: "Withheld for earlier care",
    payments: "Payments",
    paidShort: "Paid",
    paidNews: (name, text, amount) => `${name}: ${text}${amount ? `, ${amount}` : ""}.`,
    paymentReference: "Reference",
    rejectionCode: "code",
    refusedByPayer: "Refused by the payer",
    participationYear: (year, amount) => `Flat participation ${year}: ${amount}`,
    franchiseYear: (year, amount) => `Deductibles ${year}: ${amount}`,
    source: "Source",
    newWindow: "(new tab)",
    loadMore: "Show more",
    loading: "Loading your reimbursements…",
    emptyTitle: "No statement yet",
    empty: "As soon as a health professional sends a claim, its statement appears here, explained line by line.",
    offlineTitle: "Connection interrupted",
    offline: "Nothing is lost: the page resumes where it stopped.",
    errorTitle: "Your reimbursements cannot be shown",
    unreachable: "The service does not answer. Try again in a moment.",
    support: "Support reference",
    retry: "Try again",
    arrived: (name, label, amount) => `New statement for ${name}: ${label}, ${amount} reimbursed.`,
    signTitle: "Your reimbursements, the moment they are computed",
    signLead: "A demonstration with fictitious people. Choose who you are.",
    signNobody: "The people of the demonstration are not ready yet.",
    signPaste: "Sign in with a token",
    signToken: "Access token",
    signGo: "Sign in",
    ended: "Your session has ended. Sign in again.",
    estimate: {
      title: "What would I pay?",
      lead: "Computed like a real statement, with your rights and counters of this moment. Nothing is kept.",
      who: "For whom",
      code: "Act code",
      codeHint: "For example G, CS or PSY. It stands on the quote or the prescription.",
      codes: { G: "GP consultation", CS: "Specialist consultation", PSY: "Session with a psychologist" },
      price: "Price in euros",
      priceHint: "Leave empty for the base tariff.",
      kind: "Professional",
      kinds: {
        gp: "General practitioner",
        specialist: "Specialist",
        psychiatrist: "Psychiatrist",
        paediatrician: "Paediatrician",
        gynaecologist: "Gynaecologist",
        dentist: "Dentist",
        midwife: "Midwife",
        nurse: "Nurse",
        physiotherapist: "Physiotherapist",
        speech_therapist: "Speech therapist",
        psychologist: "Psychologist",
      },
      sector: "Sector",
      sectors: { 1: "Sector 1", "2_optam": "Sector 2, Optam", 2: "Sector 2", 3: "Without agreement" },
      date: "Day of care",
      third: "Third-party payment: I do not advance what is reimbursed",
      go: "Compute",
      result: (amount) => `You would have ${amount} left to pay.`,
      unknown: (numbers) => `The guarantees of your complementary insurance (${numbers}) are not known: its share is left out.`,
      wrongPrice: "Write the price in euros, such as 30 or 30.50.",
      problems: {
        INVALID_CARE: "This care cannot be computed like that: check the act code and the professional.",
        NOT_ESTABLISHED: "An official value is still missing for this care: state its price, or try again later.",
        NOT_COVERED: "This kind of care is not computed here yet.",
        NO_RIGHTS: "No open rights are known on that day.",
        NOT_FOUND: "This person is no longer visible to you.",
      },
    },
    foot: "Fictitious data. Each amount names the text it comes from.",
  },
};

const ZONE = "Europe/Paris";
const LOCALES = { fr: "fr-FR", en: "en-GB" };

export function wordsOf(language) {
  return WORDS[language];
}

function format(date, language, options) {
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone: ZONE, ...options }).format(date);
}

export function day(date, language) {
  const text = format(date, language, { day: "numeric", month: "long" });
  return language === "fr" ? text.replace(/^1 /, "1er ") : text;
}

export function time(date, language) {
  return format(date, language, { hour: "2-digit", minute: "2-digit" });
}

export function year(date) {
  return format(date, "fr", { year: "numeric" });
}

// The calendar day in Paris, as a date field takes it.
export function isoDay(date) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
}

// Today, yesterday, or the month: under which heading something settled at `date` stands.
export function heading(date, language, now = new Date()) {
  const words = wordsOf(language);
  const of = (d) => format(d, "fr", { year: "numeric", month: "2-digit", day: "2-digit" });
  if (of(date) === of(now)) return words.today;
  if (of(date) === of(new Date(now.getTime() - 86_400_000))) return words.yesterday;
  const month = format(date, language, { month: "long", year: "numeric" });
  return month.charAt(0).toUpperCase() + month.slice(1);
}
