//! Result files: names, rows, schema; write and read
