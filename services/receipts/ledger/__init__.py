"""The ledger transaction: settles what waits in all lanes, in log order; knows neither Faust nor Kafka."""
