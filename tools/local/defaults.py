"""The fixed ports of the local platform; the launcher takes free ones when they are taken."""

PORTS = {
    "postgres": 15432,
    "kafka": 19092,
    "kafka_controller": 19093,
    "identity": 50051,
    "identity_health": 51051,
    "adri": 50052,
    "adri_health": 51052,
    "teletransmission": 50053,
    "teletransmission_health": 51053,
    "receipts.api": 50054,
    "receipts.api_health": 51054,
    "receipts.worker_health": 51055,
    "card_registry": 50056,
    "card_registry_health": 51056,
    "audit": 50057,
    "audit_health": 51057,
    "stand_ins": 8090,
    "stand_ins_health": 51090,
    "expenses": 8080,
    "expenses_health": 51080,
}
