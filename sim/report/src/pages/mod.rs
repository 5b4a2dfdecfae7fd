//! Documents from result folders: what a page says of a run, a comparison, a solve and the other verbs.

#![expect(dead_code, reason = "cells that pages to come use")]

pub(crate) mod cells;
