//! What cannot be written, and whether it may pass.

use super::words;
use crate::exit::Exit;
use crate::run::{Failure, failure};
use naru_report::Lang;
use naru_results::Error;
use std::io::ErrorKind;

/// Who reads the exit code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Somebody at a terminal.
    Person,
    /// A queue, which gives the same command again after 75: of shards, and of merges, which others wait for.
    Queue,
}

/// Why replications cannot be kept, or a shard not be written or read.
pub(super) fn unwritten(error: &Error, reader: Reader, lang: Lang) -> Failure {
    let (mut message, exit) = failure(error, lang);
    if let Error::Io { path, source } = error
        && may_pass(error)
    {
        message = words::not_now(path, source, lang);
    }
    (message, if reader == Reader::Queue && may_pass(error) { Exit::TryAgain } else { exit })
}

/// Whether the same command may succeed later with nothing changed but the machine: no room, a network folder that went
/// away, another process that holds the file.
pub(crate) fn may_pass(error: &Error) -> bool {
    match error {
        Error::Busy { .. } => true,
        Error::Io { source, .. } => {
            matches!(
                source.kind(),
                ErrorKind::StorageFull
                    | ErrorKind::QuotaExceeded
                    | ErrorKind::FileTooLarge
                    | ErrorKind::TimedOut
                    | ErrorKind::Interrupted
                    | ErrorKind::ResourceBusy
                    | ErrorKind::StaleNetworkFileHandle
                    | ErrorKind::WouldBlock
                    | ErrorKind::NotConnected
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::ConnectionRefused
                    | ErrorKind::ConnectionReset
                    | ErrorKind::HostUnreachable
                    | ErrorKind::NetworkDown
                    | ErrorKind::NetworkUnreachable
            ) || source.raw_os_error().is_some_and(|code| cfg!(target_os = "linux") && OTHERS.contains(&code))
        }
        Error::Missing { .. }
        | Error::OtherWork { .. }
        | Error::OtherScenario { .. }
        | Error::NotResults { .. }
        | Error::NotOurs { .. }
        | Error::Taken { .. }
        | Error::LeftBehind { .. }
        | Error::Broken { .. }
        | Error::OtherForm { .. }
        | Error::NoResults { .. }
        | Error::Incomplete { .. }
        | Error::Mixed { .. }
        | Error::Schema { .. }
        | Error::Json { .. }
        | Error::Csv { .. }
        | Error::Parquet { .. } => false,
    }
}

/// Linux's numbers of what has no kind of its own: `EIO`, a disk or a network folder that fails; `ESHUTDOWN` and `EHOSTDOWN`,
/// of network folders; `EREMOTEIO`.
const OTHERS: [i32; 4] = [5, 108, 112, 121];

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io;
    use std::path::PathBuf;

    /// By the numbers of errno(3): `ENOSPC`, `EDQUOT`, `EIO`, `ESTALE`, `ENOTCONN`, `EHOSTDOWN`, `ETIMEDOUT` pass; `ENOENT`,
    /// `EACCES`, `EROFS` and `ENOTDIR` do not.
    #[test]
    fn faults_of_disks_and_network_folders_may_pass() {
        let error = |code| Error::Io { path: PathBuf::new(), source: io::Error::from_raw_os_error(code) };
        for code in [28, 122, 5, 116, 107, 112, 110] {
            assert!(may_pass(&error(code)), "{code}");
        }
        for code in [2, 13, 30, 20] {
            assert!(!may_pass(&error(code)), "{code}");
        }
    }
}
