"""Which records the database must refuse: values that no column can hold. No other may be parked for that reason."""

from tools.checker.reading import ClaimRecord, Read, RightsRecord

_LARGEST_BIGINT = (1 << 63) - 1
_LARGEST_INT = (1 << 31) - 1
_LARGEST_SMALLINT = (1 << 15) - 1


def _refuses_rights(record: RightsRecord) -> bool:
    openers = [coverage.opener_subject_id for coverage in record.rights.coverages]
    twice = len(set(openers)) < len(openers)
    wide = any(coverage.quality > _LARGEST_SMALLINT for coverage in record.rights.coverages)
    return twice or wide or record.rights.revision > _LARGEST_BIGINT


def database_refuses(record: Read) -> bool:
    """Whether the rows of this record break a constraint or a column's range."""
    if isinstance(record, RightsRecord):
        return _refuses_rights(record)
    return isinstance(record, ClaimRecord) and (
        record.claim.rights_revision > _LARGEST_BIGINT or record.claim.version > _LARGEST_INT
    )
