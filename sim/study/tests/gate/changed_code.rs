//! Code that changed is known: one comparison in `rules` makes another hash, by which the gate simulates.

use crate::behaviour::{ROOMS, hash};
use naru_study::BEHAVIOUR_HASH;
use std::fs;
use std::path::{Path, PathBuf};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("sources are there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("a source can be copied");
        }
    }
}

#[test]
fn one_comparison_changed_in_rules_is_other_behaviour() {
    let sim = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let lock = sim.join("../Cargo.lock");
    let folder: PathBuf = std::env::temp_dir().join(format!("naru-behaviour-{}", std::process::id()));
    for room in ROOMS {
        copy(&sim.join(room).join("src"), &folder.join(room).join("src"));
    }
    assert_eq!(hash(&folder, &lock), BEHAVIOUR_HASH, "a copy behaves as the program does");
    let at = folder.join("rules/src/allocation/servers.rs");
    let text = fs::read_to_string(&at).expect("a source of rules");
    let changed = text.replacen(" >= ", " > ", 1);
    assert_ne!(text, changed, "there is a comparison in it");
    fs::write(&at, changed).expect("a copy can be written");
    assert_ne!(hash(&folder, &lock), BEHAVIOUR_HASH);
    fs::remove_dir_all(folder).expect("the copy goes away");
}
