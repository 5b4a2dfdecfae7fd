//! Discrete-event kernel: calendar, run loop, draws by address, tallies
