//! Scenario files: RON with places, overlay, checks, lowering to a Plan
