"""The fixed ports of the local platform; the launcher takes free ones when they are taken.

All are below the range of outgoing connections (see `ports`): one of those would take a port before its server listens.
"""

PORTS = {
    "postgres": 15432,
    "kafka": 19092,
    "kafka_controller": 19093,
    "identity": 30051,
    "identity_health": 31051,
    "adri": 30052,
    "adri_health": 31052,
    "teletransmission": 30053,
    "teletransmission_health": 31053,
    "receipts.api": 30054,
    "receipts.api_health": 31054,
    "receipts.worker_health": 31055,
    "card_registry": 30056,
    "card_registry_health": 31056,
    "audit": 30057,
    "audit_health": 31057,
    "stand_ins": 8090,
    "stand_ins_health": 31090,
    "receipts.operations": 30058,
    "receipts.operations_health": 31058,
    "expenses": 8080,
    "expenses_health": 31080,
}
