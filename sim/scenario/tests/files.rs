//! The scenario files of this project.

use naru_scenario::{Colour, Lang, Lowered, Scenario};
use std::path::{Path, PathBuf};

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

#[track_caller]
fn lowered(name: &str, changes: &[&str]) -> Lowered {
    let changes: Vec<String> = changes.iter().map(|c| (*c).to_owned()).collect();
    let scenario = Scenario::read(&scenarios().join(name), &changes)
        .unwrap_or_else(|p| panic!("{name}: {}", p.render(Lang::En, Colour::Plain)));
    scenario.lower().unwrap_or_else(|p| panic!("{name}: {}", p.render(Lang::En, Colour::Plain)))
}

#[test]
fn every_scenario_but_the_broken_one_can_run() {
    for entry in std::fs::read_dir(scenarios()).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        let ron = name.ends_with(".ron") && !name.ends_with(".gate.ron");
        if ron && name != "broken-example.ron" {
            assert_eq!(lowered(&name, &[]).name + ".ron", name, "a scenario is called as its file");
        }
    }
}

#[test]
fn show() {
    for name in ["broken-example.ron", "shared.ron", "fewer-h100.ron", "baseline-2025.ron"] {
        let scenario = Scenario::read(&scenarios().join(name), &[]).unwrap();
        let p = scenario.check();
        println!("{}\n{}", p.render(Lang::Ko, Colour::Plain), p.render(Lang::En, Colour::Plain));
        println!("{} / {}", p.tally(Lang::Ko), p.tally(Lang::En));
    }
}
