"""The JSON of the HTTP API: what the mobile app and the page read. Money is integer cents beside its text."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from expenses.labels import DebtKind, PaidTo, PayerSide, PaymentOutcome


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
    participation: Money = Field(description="Flat participation withheld now.")
    participation_deferred: Money = Field(description="Flat participation that a later payment recovers.")
    franchise: Money = Field(description="Franchise withheld now.")
    franchise_deferred: Money = Field(description="Franchise that a later payment recovers.")
    fee: Money = Field(description="Flat fee in place of the proportional share: costly act, emergency, hospital day.")
    amo: Money = Field(description="What compulsory insurance pays now, before recoveries.")
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


class Recovery(_Json):
    """A charge of earlier care, which was paid directly to the professional, taken from this payment."""

    kind: DebtKind
    label: str
    amount: Money = Field(description="What it does to the payment: negative, or positive when it is given back.")
    care_date: date | None = Field(description="Day of the care that left it owed; null when it is not to be told.")
    origin: str | None = Field(description="Id of the receipt that left it owed; null when it is not to be told.")
    text: str


class Payer(_Json):
    """Who pays: compulsory insurance, or a complementary insurer."""

    code: PayerSide
    label: str
    number: str = Field(description="Scheme, or AMC number.")


class Payment(_Json):
    """What a payer did about a receipt: paid, took back, or refused."""

    outcome: PaymentOutcome
    payer: Payer
    paid_to: Payee | None = Field(description="Who was paid; null when it was refused.")
    amount: Money | None = Field(description="Negative when it was taken back; null when it was refused.")
    day: date = Field(description="Day of payment or of refusal.")
    reference: str = Field(description="The payer's reference.")
    rejection_code: str | None = Field(description="The payer's code of the refusal; null when it was paid.")
    differs_by: Money | None = Field(
        description="All that this payer paid, less what the receipt says it pays; null when they are equal."
    )
    difference: str | None = Field(description="The difference in words; null when there is none.")
    text: str


class Reversed(_Json):
    """Amounts of the receipt that this one replaces, as they stood."""

    revision: int
    price: Money
    amo: Money
    local_scheme: Money
    amc: Money
    patient: Money
    reimbursed: Money = Field(description="amo + localScheme + amc.")


class Balance(_Json):
    """Where one payer stands with a corrected or cancelled receipt."""

    payer: Payer
    paid: Money = Field(description="All it paid of the receipt when it was corrected.")
    owed: Money = Field(description="What the receipt now says it pays.")
    owed_back: Money = Field(description="paid - owed: positive = to be given back to it, negative = it still pays.")
    text: str


class Settlement(_Json):
    """What is paid for a care, by whom, and why."""

    care_date: date
    professional: Party
    paid_to: Payee
    price: Money
    amo: Money = Field(description="What compulsory insurance pays now, after flat charges and recoveries.")
    local_scheme: Money
    amc: Money
    patient: Money = Field(description="What is left to pay, recoveries included.")
    reimbursed: Money = Field(description="amo + localScheme + amc.")
    lines: list[Line]
    recoveries: list[Recovery] = Field(description="Oldest first; lines are before them, totals after.")
    participation_year: Money | None = Field(
        description="Flat participation of the year of care with this one; null when there is none, or it is not told."
    )
    franchise_year: Money | None = Field(
        description="Franchises of the year of care with this one; null when there is none, or it is not told."
    )
    rules_version: str


class Receipt(Settlement):
    """A settled claim (décompte). Merge by id: a higher revision replaces a lower one."""

    id: str = Field(description="32 hexadecimal digits.")
    revision: int
    person: str = Field(description="Whose care it is: id of a person of /v1/people.")
    accepted_at: datetime
    cancelled: bool = Field(description="The practice cancelled the claim: no lines, every amount is 0.")
    reversed: Reversed | None = Field(
        description="What a correction or cancellation replaces; null for a first receipt."
    )
    balances: list[Balance] = Field(description="For each payer that had settled something when it was corrected.")
    payments: list[Payment] = Field(
        description="What payers did, oldest first. A live receipt may tell none: those known of it stay."
    )


class ReceiptPayment(_Json):
    """A live payment: add it to the receipt unless its revision is held already."""

    receipt: str = Field(description="Id of the receipt, 32 hexadecimal digits.")
    revision: int = Field(description="Revision of the receipt with this payment.")
    person: str = Field(description="Whose care it is: id of a person of /v1/people.")
    payment: Payment


class Estimate(Settlement):
    """What a care would be paid if it were settled now; nothing of it is kept."""

    position: str = Field(description="Opaque; the same text means the same counters.")
    at: datetime = Field(description="When the counters were read.")
    unknown_contracts: list[str] = Field(
        description="Numbers of complementary contracts whose guarantees are not known: they are left out."
    )


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
