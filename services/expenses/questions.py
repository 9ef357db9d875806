"""The JSON that an estimate is asked with; its words are those of the rules, so the OpenAPI document lists them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from expenses.json_types import WHOLE, Day, Flag
from reimbursement.vocabulary import (
    Access,
    Basket,
    Correction,
    Family,
    Prevention,
    ProfessionalKind,
    Sector,
    Setting,
    StayEnd,
    StayKind,
)
from vitale.claim.v1 import claim_pb2 as pb
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest

_PATHWAYS = {"in": pb.PATHWAY_IN, "out": pb.PATHWAY_OUT, "not_concerned": pb.PATHWAY_NOT_CONCERNED}
Cents = Annotated[int, Field(ge=0, le=100_000_000), WHOLE]
Count = Annotated[int, Field(ge=1, le=1_000), WHOLE]
Days = Annotated[int, Field(ge=0, le=10_000), WHOLE]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Short = Annotated[str, Field(max_length=8)]


class _Asked(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


class AskedLine(_Asked):
    """One act."""

    code: Code = Field(description="Billing code, such as G; G+MEG for codes billed together.")
    family: Family | None = Field(None, description="Unset: that of the code.")
    quantity: Count = 1
    price_cents: Cents | None = Field(None, description="For the whole line. Unset: the price follows from the rules.")
    base_cents: Cents | None = Field(None, description="Reimbursement base, where no tariff of the code is known.")
    coefficient_milli: Cents | None = Field(None, description="Coefficient of a key letter, in thousandths.")
    modifiers: list[Short] = Field([], max_length=10)
    activity: Short = ""
    phase: Short = ""
    association: Short = ""
    prevention: Prevention = Prevention.NONE
    basket: Basket = Basket.NONE
    correction: Correction = Correction.NONE
    side: Literal["", "left", "right"] = ""
    generic_refused: Flag = False
    sight_changed: Flag = False


class AskedStay(_Asked):
    """A hospital stay."""

    stay_id: str = Field(pattern="^[A-Z0-9-]{1,32}$")
    nights: Days = 0
    daily_price_cents: Cents | None = None
    kind: StayKind = StayKind.FULL
    end: StayEnd = StayEnd.HOME
    psychiatric: Flag = False
    days_before: Days = 0
    costly_act: Flag = False


class AskedProfessional(_Asked):
    """Who does the care."""

    kind: ProfessionalKind
    sector: Sector = Sector.UNKNOWN


class Care(_Asked):
    """A care of somebody who is known from elsewhere, by a professional who is known from elsewhere."""

    care_date: Day
    lines: Annotated[list[AskedLine], Field(min_length=1, max_length=30)]
    pathway: Literal["in", "out", "not_concerned"] = "in"
    access: Access = Access.UNKNOWN
    setting: Setting = Setting.OFFICE
    third_party_payment: Flag = False
    related_to_exemption: Flag = False
    stay: AskedStay | None = None
    hospitalised_after: Flag = False
    below_cure_ceiling: Flag = False

    def request(self) -> EstimateRequest:
        """The care as the receipts api takes it."""
        return EstimateRequest(
            care_date=self.care_date.isoformat(),
            pathway=_PATHWAYS[self.pathway],
            access=self.access.value,
            setting=self.setting.value,
            third_party_payment=self.third_party_payment,
            related_to_exemption=self.related_to_exemption,
            lines=[_line(number, line) for number, line in enumerate(self.lines, start=1)],
            stay=_stay(self.stay) if self.stay is not None else None,
            hospitalised_after=self.hospitalised_after,
            below_cure_ceiling=self.below_cure_ceiling,
        )


class Question(Care):
    """A care, before it is done."""

    person: Annotated[str, Field(pattern="^[0-9a-f]{32}$")] | None = Field(
        None, description="id of a person of /v1/people; unset: the caller."
    )
    professional: AskedProfessional

    def request(self) -> EstimateRequest:
        """The question as the receipts api takes it."""
        request = super().request()
        request.subject_id = bytes.fromhex(self.person or "")
        request.performer.kind = self.professional.kind.value
        request.performer.sector = self.professional.sector.value
        return request


def _line(number: int, line: AskedLine) -> pb.ClaimLine:
    return pb.ClaimLine(
        line_no=number,
        act_code=line.code,
        family=line.family.value if line.family is not None else "",
        quantity=line.quantity,
        price_cents=line.price_cents or 0,
        price_unstated=line.price_cents is None,
        base_cents=line.base_cents or 0,
        coefficient_milli=line.coefficient_milli or 0,
        detail=_detail(line),
    )


def _detail(line: AskedLine) -> pb.LineDetail | None:
    detail = pb.LineDetail(
        modifiers=line.modifiers,
        activity=line.activity,
        phase=line.phase,
        association=line.association,
        prevention=line.prevention.value,
        basket=line.basket.value,
        correction=line.correction.value,
        side=line.side,
        generic_refused=line.generic_refused,
        sight_changed=line.sight_changed,
    )
    return detail if detail != pb.LineDetail() else None


def _stay(stay: AskedStay) -> pb.Stay:
    return pb.Stay(
        stay_id=stay.stay_id,
        nights=stay.nights,
        daily_price_cents=stay.daily_price_cents,
        kind=stay.kind.value,
        end=stay.end.value,
        psychiatric=stay.psychiatric,
        days_before=stay.days_before,
        costly_act=stay.costly_act,
    )
