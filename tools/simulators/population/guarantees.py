"""The catalogue of guarantee tables: each way a complementary contract may express what it pays, and C2S.

The AMC numbers begin with 99, which is no department; C2S bears the number that invoices of the caisse bear.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

from vitale.rights.v1 import guarantees_pb2 as pb

C2S: Final = "c2s"
TOP_UP: Final = "top_up"
"""Pays after another contract."""
_DOCTORS: Final = ("consultation", "visit", "technical_act")
_GLASSES: Final = ("optics_frame", "optics_lens")
_TEETH: Final = ("dental_prosthesis", "orthodontics")


def _guarantee(
    kind: pb.GuaranteeKind.ValueType,
    value: int = 0,
    *,
    total: bool = False,
    families: tuple[str, ...] = (),
    per: str = "",
    budget: str = "",
    times_a_year: int = 0,
    sectors: str = "",
) -> pb.Guarantee:
    return pb.Guarantee(
        kind=kind,
        value=value,
        includes_amo=total,
        families=families,
        per=per,
        budget=budget,
        times_a_year=times_a_year,
        sectors=sectors,
    )


def _table(
    amc_number: str, *guarantees: pb.Guarantee, responsible: bool = True, c2s: bool = False
) -> pb.GuaranteeTable:
    return pb.GuaranteeTable(amc_number=amc_number, responsible=responsible, c2s=c2s, guarantees=guarantees)


_TICKET = _guarantee(pb.GUARANTEE_KIND_TICKET_MODERATEUR)

TABLES: Final[Mapping[str, pb.GuaranteeTable]] = {
    # 100 % of the base, AMO included: the usual first price
    "base": _table("99700001", _guarantee(pb.GUARANTEE_KIND_PERCENT_BASE, 10_000, total=True)),
    # 200 % of the base for doctors, the patient's share of the rest
    "comfort": _table(
        "99700002", _guarantee(pb.GUARANTEE_KIND_PERCENT_BASE, 20_000, total=True, families=_DOCTORS), _TICKET
    ),
    "ticket": _table("99700003", _TICKET),
    "ticket_plus": _table("99700004", _guarantee(pb.GUARANTEE_KIND_TICKET_MODERATEUR_PLUS_EUROS, 500)),
    "euros": _table("99700005", _guarantee(pb.GUARANTEE_KIND_EUROS, 1_000, families=_DOCTORS), _TICKET),
    # 50 % of the base on top of AMO
    "in_addition": _table("99700006", _guarantee(pb.GUARANTEE_KIND_PERCENT_BASE, 5_000)),
    "real_cost": _table("99700007", _guarantee(pb.GUARANTEE_KIND_REAL_COST, 10_000, total=True), responsible=False),
    # one line for each need: doctors by what they signed, glasses and ears by budget, teeth by percent
    "family": _table(
        "99700008",
        _guarantee(pb.GUARANTEE_KIND_PERCENT_BASE, 17_000, total=True, families=_DOCTORS, sectors="optam"),
        _guarantee(pb.GUARANTEE_KIND_PERCENT_BASE, 14_000, total=True, families=_DOCTORS, sectors="without_optam"),
        _guarantee(pb.GUARANTEE_KIND_HUNDRED_PERCENT_SANTE, families=(*_GLASSES, "hearing_aid", "dental_prosthesis")),
        _guarantee(pb.GUARANTEE_KIND_EUROS, 25_000, families=_GLASSES, per="two_years", budget="glasses"),
        _guarantee(pb.GUARANTEE_KIND_PERCENT_BASE, 30_000, total=True, families=_TEETH),
        _guarantee(pb.GUARANTEE_KIND_PERCENT_PMSS, 1_000, families=("hearing_aid",), per="four_years", budget="ears"),
        _TICKET,
    ),
    TOP_UP: _table(
        "99700009",
        _guarantee(pb.GUARANTEE_KIND_EUROS, 1_500, families=_DOCTORS, per="act", times_a_year=6, budget="doctors"),
        _guarantee(pb.GUARANTEE_KIND_EUROS, 30_000, families=_TEETH, per="year", budget="teeth"),
        responsible=False,
    ),
    C2S: _table("99999997", _guarantee(pb.GUARANTEE_KIND_C2S), c2s=True),
}


def guarantees_hash(table: pb.GuaranteeTable) -> bytes:
    """Name a table: SHA-256 of its deterministic serialisation, 32 bytes, as PutGuarantees answers."""
    return hashlib.sha256(table.SerializeToString(deterministic=True)).digest()


HASHES: Final[Mapping[str, bytes]] = {name: guarantees_hash(table) for name, table in TABLES.items()}
