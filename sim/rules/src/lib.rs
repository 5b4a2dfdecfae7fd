//! What the call says: allocation and settlement, pure and exact
