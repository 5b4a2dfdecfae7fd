//! Standard output and error, without the panic of `println!` where nobody reads on.

use std::io::{self, IsTerminal, Write};

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

/// Whether standard output shows bold type: a terminal that is not dumb, and nobody has asked for none
/// (<https://no-color.org>).
pub(crate) fn is_bold() -> bool {
    let says = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    io::stdout().is_terminal() && says("NO_COLOR").is_none() && says("TERM").is_none_or(|it| it != "dumb")
}

/// Columns of the terminal that standard output is; 80 where it is none.
pub(crate) fn width() -> usize {
    console::Term::stdout().size_checked().map_or(80, |(_, columns)| usize::from(columns))
}
