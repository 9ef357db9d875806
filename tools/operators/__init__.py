"""What operators decide about partitions of the ledger: rules version, halts, deadlines, by control records."""

from tools.operators.desk import OperatorsDesk, partition_of
from tools.operators.ledger import LedgerView

__all__ = ["LedgerView", "OperatorsDesk", "partition_of"]
