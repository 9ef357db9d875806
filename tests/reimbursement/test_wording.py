"""Reasons read as sentences in both languages, with their amounts and the text they rest on."""

from datetime import date

import pytest

import reimbursement_tables
from reimbursement import texts_en, texts_fr
from reimbursement.model import Amount, Reason, ReasonCode
from reimbursement.wording import label, render, source_of
from reimbursement.writing import Language, money, rate, since, thousandths

TABLES = reimbursement_tables.load()
TARIFF = Reason(ReasonCode.BASE_TARIFF, Amount.BASE, 3_000, (3_000, 1), "tariff.G", date(2024, 12, 22))
DUE = Reason(
    ReasonCode.PARTICIPATION_DUE, Amount.PARTICIPATION, 400, (200, 2), "participation.per_act", date(2024, 5, 15)
)
RATE = Reason(ReasonCode.RATE_ORDINARY, Amount.AMO, 2_100, (3_000, 7_000), "rate.doctor", date(2012, 1, 1))
LEFT = Reason(ReasonCode.PATIENT_OVERRUN, Amount.PATIENT, 1_250)


@pytest.mark.parametrize(
    ("reason", "language", "text"),
    [
        (TARIFF, "fr", "Le tarif de référence est de 30,00\u00a0€ (depuis le 22 décembre 2024)."),
        (TARIFF, "en", "The reference tariff is €30.00 (since 22 December 2024)."),
        (DUE, "fr", "Une participation forfaitaire de 2,00\u00a0€ × 2 reste à votre charge (depuis le 15 mai 2024)."),
        (DUE, "en", "A flat participation of €2.00 × 2 stays with you (since 15 May 2024)."),
        (RATE, "fr", "L'Assurance Maladie prend en charge 70\u00a0% de 30,00\u00a0€, soit 21,00\u00a0€."),
        (RATE, "en", "Health insurance covers 70% of €30.00: €21.00."),
        (LEFT, "fr", "Dépassement que personne ne rembourse : 12,50\u00a0€."),
    ],
)
def test_a_reason_reads_as_a_sentence(reason: Reason, language: Language, text: str) -> None:
    assert render(reason, TABLES, language) == text


@pytest.mark.parametrize("code", list(ReasonCode))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_code_reads_with_as_many_values_as_its_sentence_names(code: ReasonCode, language: Language) -> None:
    text = render(Reason(code, Amount.BASE, -150, (1, 200, 300), "", None), TABLES, language)
    assert text
    assert "{" not in text
    assert "None" not in text


def test_both_languages_have_a_sentence_for_every_code() -> None:
    assert set(texts_fr.TEXTS) == set(texts_en.TEXTS) == set(ReasonCode)


def test_the_number_of_a_contract_is_said_from_the_second_on() -> None:
    first = Reason(ReasonCode.AMC_TICKET_MODERATEUR, Amount.AMC, 900, (1,))
    assert render(first, TABLES, "en") == "Your complementary insurer pays your share of the tariff: €9.00."
    assert "no.\u00a02 pays" in render(first._replace(values=(2,)), TABLES, "en")


def test_a_day_before_the_tables_begin_is_not_printed() -> None:
    assert "2012" not in render(RATE, TABLES, "fr")


def test_acts_are_named_in_both_languages_alone_or_together() -> None:
    assert label("G", TABLES, "fr") == "Consultation du médecin généraliste"
    assert label("G+MEG", TABLES, "en") == "GP consultation + Supplement for a child under 6"
    assert label("ZBQK002", TABLES, "en") == "ZBQK002"
    assert label("", TABLES, "fr") == "Acte médical"


def test_a_reason_rests_on_the_law_before_the_document() -> None:
    title, link = source_of(DUE, TABLES)
    assert title == "Code de la sécurité sociale, art. L160-13 II"
    assert link.startswith("https://www.legifrance.gouv.fr/")


def test_a_reason_without_an_article_rests_on_the_document_of_its_day() -> None:
    title, link = source_of(TARIFF, TABLES)
    assert "F17042" in title
    assert link.startswith("https://")


def test_a_reason_without_a_value_rests_on_the_rule_it_follows_from() -> None:
    assert "L160-13 II" in source_of(Reason(ReasonCode.PATIENT_PARTICIPATION, Amount.PATIENT, 200), TABLES)[0]
    assert source_of(LEFT, TABLES) == ("", "")


def test_numbers_are_written_the_way_of_each_language() -> None:
    assert money(-1_205, "fr") == "-12,05\u00a0€"
    assert money(5, "en") == "€0.05"
    assert (rate(6_550, "fr"), rate(10_000, "en")) == ("65,5\u00a0%", "100%")
    assert (thousandths(1_218, "fr"), thousandths(2_000, "en")) == ("1,218", "2")
    assert since(date(2023, 11, 1), "fr") == " (depuis le 1er novembre 2023)"
