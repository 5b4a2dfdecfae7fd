//! The manifests are the house as it is drawn in ARCHITECTURE.md: an arrow is a line in a `Cargo.toml`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Arrows of the drawing, without those to `units`, which every room may use.
fn drawn() -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("the house is drawn");
    let (_, table) = text.split_once("<!-- arrows -->").expect("the arrows are listed");
    let (table, _) = table.split_once("<!-- end of arrows -->").expect("the list ends");
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.flat_map(|row| {
        let (room, targets) = row.split_once("` |").expect("a row names a room and what it uses");
        let targets = targets.split('`').skip(1).step_by(2);
        targets.map(|to| (room.to_owned(), to.to_owned())).collect::<Vec<_>>()
    })
    .collect()
}

/// `[dependencies]` on other rooms, as the manifests have them.
fn built() -> BTreeSet<(String, String)> {
    let mut arrows = BTreeSet::new();
    for entry in fs::read_dir(root().join("sim")).expect("the rooms stand in sim/") {
        let room = entry.expect("a readable folder").path();
        let manifest = fs::read_to_string(room.join("Cargo.toml")).expect("a room has a manifest");
        let (_, rest) = manifest.split_once("\n[dependencies]\n").expect("a room uses units at least");
        let section = rest.split("\n[").next().expect("there is a first part");
        let name = room.file_name().expect("a room has a name").to_string_lossy().into_owned();
        for line in section.lines().filter_map(|line| line.strip_prefix("naru-")) {
            let to = line.split(['.', ' ', '=']).next().expect("a dependency has a name");
            if to != "units" {
                arrows.insert((name.clone(), to.to_owned()));
            }
        }
    }
    arrows
}

#[test]
fn the_manifests_are_the_drawing() {
    assert_eq!(built(), drawn(), "left: Cargo.toml files; right: ARCHITECTURE.md");
}

#[test]
fn there_are_ten_rooms() {
    let rooms = fs::read_dir(root().join("sim")).expect("the rooms stand in sim/").count();
    assert_eq!(rooms, 10);
}
