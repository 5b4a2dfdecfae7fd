//! The hash of everything that can change an outcome: the build script makes it, and a test makes it of sources in
//! which one comparison differs.

use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms whose sources decide what a replication does.
pub(crate) const ROOMS: [&str; 5] = ["units", "kernel", "rules", "workload", "model"];

/// Hash over the sources of these rooms below `sim`, and over the versions that they are locked to.
pub(crate) fn hash(sim: &Path, lock: &Path) -> String {
    hash_of(&ROOMS, sim, lock)
}

/// The same of any rooms, the last of which is built from all others.
pub(crate) fn hash_of(rooms: &[&str], sim: &Path, lock: &Path) -> String {
    let mut hash = Sha256::new();
    for room in rooms {
        for (name, text) in texts(&sim.join(room).join("src")) {
            hash.update(format!("{room}/{name}\n"));
            hash.update(text);
        }
    }
    let lock = fs::read_to_string(lock).expect("the workspace is locked");
    for line in locked(&lock, rooms.last().expect("some rooms")) {
        hash.update(line);
    }
    hash.finalize().iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// Source files below a folder by their relative name, line ends as in git.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("a room has sources") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(folder).expect("it is inside").display().to_string();
                let text = fs::read_to_string(&path).expect("sources are text").replace("\r\n", "\n");
                found.insert(name.replace('\\', "/"), text);
            }
        }
    }
    found
}

/// Names, versions and checksums of all packages that a room is built from, sorted.
fn locked(lock: &str, room: &str) -> BTreeSet<String> {
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    let name_of = |package: &str| field(package, "name").expect("a locked package has a name").to_owned();
    let mut open = vec![format!("naru-{room}")];
    let mut seen = BTreeSet::new();
    let mut lines = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        for package in packages.iter().filter(|p| name_of(p) == name) {
            let version = field(package, "version").unwrap_or_default();
            let checksum = field(package, "checksum").unwrap_or_default();
            lines.insert(format!("{name} {version} {checksum}\n"));
            let dependencies = package.split_once("dependencies = [").map_or("", |(_, rest)| rest);
            let dependencies = dependencies.split(']').next().unwrap_or_default();
            open.extend(
                dependencies
                    .split('"')
                    .skip(1)
                    .step_by(2)
                    .filter_map(|d| d.split(' ').next())
                    .map(str::to_owned),
            );
        }
    }
    lines
}

fn field<'t>(package: &'t str, name: &str) -> Option<&'t str> {
    let line = package.lines().find(|line| line.starts_with(&format!("{name} = ")))?;
    line.split('"').nth(1)
}
