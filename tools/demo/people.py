"""The people whom the demo's page offers to sign in as."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tools.demo.stage import Known

LABELS: Final[Mapping[str, str]] = {
    "camille": "Camille, 38 ans, Paris : mère d’Inès, Léo et Noé",
    "julien": "Julien, 41 ans, Strasbourg : père d’Inès et Léo, ALD, régime local",
    "ines": "Inès, 18 ans aujourd’hui : ses parents ne voient plus ses soins",
    "maelle": "Maëlle, 67 ans, La Réunion : complémentaire santé solidaire",
}

OPERATOR: Final = "Bureau des cartes : vérifie les vidéos, suit le déploiement"


def write_people(path: Path, known: Mapping[str, Known]) -> None:
    """Write the sign-in list whole, then rename it: a page that reads it meanwhile sees the old or the new one."""
    people = [{"id": name, "label": label, "subject_id": known[name].subject_id} for name, label in LABELS.items()]
    people.append({"id": "operator", "label": OPERATOR, "role": "operator"})
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(people, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(fresh, path)  # noqa: PTH105 - the rename that replaces
