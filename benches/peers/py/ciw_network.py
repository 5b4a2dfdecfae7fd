"""M/M/450 in Ciw: a network of one node."""

import ciw

from queue450 import RATE, SERVERS, main


def run(customers, seed, waits):
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=RATE)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[SERVERS],
    )
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Finish")
    for record in simulation.get_all_records():
        # It takes the difference of two sums: what is not a wait is 0 but for rounding.
        waits.record(record.waiting_time if record.waiting_time > 1e-12 else 0.0)


main(run)
