"""The JSON of the HTTP API: what the mobile app and the page read. Money is integer cents beside its text."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from expenses.labels import PaidTo


class _Json(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Money(_Json):
    """An amount."""

    cents: int = Field(description="Signed integer cents of euro.")
    text: str = Field(description="The amount as it is written in the language of the answer.")


class Rate(_Json):
    """A share of a base."""

    basis_points: int = Field(description="10000 = 100 %.")
    text: str = Field(description="The rate as it is written in the language of the answer.")


class Source(_Json):
    """The text that a value or a step comes from."""

    title: str
    link: str = Field(description="Address of the text; empty when it has none.")


class Reason(_Json):
    """One step of one amount."""

    amount: str = Field(description="Name of the amount it acts on, such as amo, participation, patient.")
    amount_label: str
    effect: Money = Field(description="What the step adds to (or takes from) that amount; effects sum to it.")
    text: str
    source: Source | None


class Line(_Json):
    """One act."""

    line_no: int
    code: str
    label: str
    price: Money
    base: Money
    rate: Rate
    surcharge: Money
    participation: Money
    participation_deferred: Money
    amo: Money = Field(description="What compulsory insurance pays now.")
    local_scheme: Money
    amc: list[Money] = Field(description="One share for each complementary contract, in paying order.")
    patient: Money
    reasons: list[Reason]


class Party(_Json):
    """Somebody by role, with the word for it."""

    code: str
    label: str


class Payee(_Json):
    """Who was paid."""

    code: PaidTo
    label: str


class Receipt(_Json):
    """A settled claim (décompte). Merge by id: a higher revision replaces a lower one."""

    id: str = Field(description="32 hexadecimal digits.")
    revision: int
    person: str = Field(description="Whose care it is: id of a person of /v1/people.")
    care_date: date
    accepted_at: datetime
    professional: Party
    paid_to: Payee
    price: Money
    amo: Money = Field(description="What compulsory insurance pays now, after surcharge and flat charges.")
    local_scheme: Money
    amc: Money
    patient: Money
    reimbursed: Money = Field(description="amo + localScheme + amc.")
    lines: list[Line]
    rules_version: str


class Receipts(_Json):
    """A page of receipts, newest first."""

    receipts: list[Receipt]
    next_cursor: str | None = Field(description="Cursor of the next page; null at the end.")
    resume_cursor: str | None = Field(
        description="Last-Event-ID with which the stream misses nothing after this list; only on the first page."
    )
    reset: bool = Field(description="The cursor is no longer valid: read again without one.")


class Counter(_Json):
    """A flat charge counter of one year of care."""

    name: str
    label: str
    used: Money
    cap: Money


class Person(_Json):
    """A person whose receipts the caller may see."""

    id: str
    first_name: str | None = Field(description="Null when it is not known at the moment.")
    is_self: bool
    counters: list[Counter]


class People(_Json):
    """The caller first, then the children whose receipts the caller may see today."""

    people: list[Person]
