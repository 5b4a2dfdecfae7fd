//! Standard output and error, without the panic of `println!` where nobody reads on.

use std::io::{self, Write};

/// Writes data to standard output. A reader that went away (`naru run … | head`) is no failure.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// Writes a message to standard error; where that fails there is nobody left to tell.
pub(crate) fn tell(text: &str) {
    drop(io::stderr().write_all(text.as_bytes()));
}

/// Columns of the terminal that standard output is; 80 where it is none.
pub(crate) fn width() -> usize {
    console::Term::stdout().size_checked().map_or(80, |(_, columns)| usize::from(columns))
}
