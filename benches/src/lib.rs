//! Reference loops that the benches stand beside.
