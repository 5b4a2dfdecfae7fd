//! Texts, charts and pages from result files, in Korean and English
