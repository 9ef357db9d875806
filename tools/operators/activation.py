"""Brings the rules of this build into force in every partition where another version, or none, is active."""

from reimbursement.rule_tables import Tables
from tools.operators.desk import OperatorsDesk
from tools.operators.ledger import LedgerView


async def activate_everywhere(tables: Tables, desk: OperatorsDesk, ledger: LedgerView) -> int:
    """Store and activate the tables where needed, wait until they are in force, and count the partitions changed.

    Raises:
        DomainError: broker or database is down.
        TimeoutError: the worker did not take the decision up in 30 s.
    """
    await ledger.store_rules(tables)
    behind = [partition for partition, active in (await ledger.versions()).items() if active != tables.version]
    if behind:
        await desk.activate(tables.version, behind)
        await ledger.wait_active(tables.version)
    return len(behind)
