//! What can be wrong before a file means anything: the full text of every message, in both languages.

use crate::common::Folder;
use naru_scenario::{Problems, Scenario};

/// The problems of a scenario that cannot be read.
#[track_caller]
fn refused(read: Result<Scenario, Problems>) -> Problems {
    read.expect_err("this scenario cannot be read")
}

/// One file whose text is not RON.
#[track_caller]
fn check(name: &str, text: &str) {
    let folder = Folder::new(&[("a.ron", text)]);
    folder.check(name, &refused(folder.read("a.ron", &[])));
}

#[test]
fn texts_that_are_no_scenario() {
    check("empty", "");
    check("only-a-comment", "// nothing yet\n");
    check("not-a-struct", "{ \"name\": 1 }\n");
    check("missing-comma", "(\n    name: \"a\"\n    base: \"b.ron\",\n)\n");
    check("missing-bracket", "(\n    name: \"a\",\n    fleet: { \"naru\": {},\n");
    check("missing-colon", "(\n    name \"a\",\n)\n");
    check("key-in-quotes", "(\n    \"name\": \"a\",\n)\n");
    check("name-without-quotes", "( fleet: { naru: {} } )\n");
    check("key-twice", "(\n    name: \"a\",\n    name: \"b\",\n)\n");
    check("dotted-name", "( fleet: { \"na.ru\": {} } )\n");
    check("named-struct", "( order: FairShare(half_life: 14) )\n");
    check("not-a-number", "( level: 1.2.3 )\n");
    check("open-text", "( name: \"기준안 )\n");
    check("open-comment", "( /* name: \"a\" )\n");
    check("bad-escape", "( name: \"a\\q\" )\n");
    check("number-with-commas", "(\n    servers: 9,000,\n)\n");
    check("number-with-more-commas", "( prices: { \"a\": -19,800,000.5, \"b\": 1 } )\n");
    check("two-values", "( name: \"a\" ) ( name: \"b\" )\n");
    check("no-value", "( name: , )\n");
}

#[test]
fn a_hundred_thousand_brackets_get_a_message() {
    let deep = format!("(\n    a: {}{}\n)\n", "[".repeat(100_000), "]".repeat(100_000));
    let folder = Folder::new(&[("a.ron", &deep)]);
    let problems = refused(folder.read("a.ron", &[]));
    let message = problems.iter().next().expect("one problem");
    assert_eq!(message.title.en, "brackets nested deeper than 64 levels");
    assert_eq!(message.title.ko, "괄호가 64겹보다 깊음");
    let rendered = problems.render(naru_scenario::Lang::En, naru_scenario::Colour::Plain);
    assert!(rendered.contains("a.ron:2:71\n"), "{rendered}");
    assert!(
        rendered.len() < 2_000,
        "the message shows a part of the line, not all of it: {}",
        rendered.len()
    );
}

#[test]
fn bytes_that_are_no_text() {
    let folder = Folder::new(&[]);
    folder.write("a.ron", b"PK\x03\x04\x00\x00");
    folder.check("binary", &refused(folder.read("a.ron", &[])));
    folder.write("a.ron", b"( name: \"\xb1\xe2\xc1\xd8\xbe\xc8\" )"); // CP949
    folder.check("not-utf8", &refused(folder.read("a.ron", &[])));
    folder.write("b.ron", b"( base: \"a.ron\" )");
    folder.check("base-not-utf8", &refused(folder.read("b.ron", &[])));
}

#[test]
fn files_that_are_not_there() {
    let folder = Folder::new(&[
        ("baseline-2025.ron", "( name: \"a\" )"),
        ("a.ron", "(\n    name: \"a\",\n    base: \"baseline-2052.ron\",\n)\n"),
        ("b.ron", "( base: 5 )"),
    ]);
    folder.check("missing-file", &refused(folder.read("baseline-2o25.ron", &[])));
    folder.check("missing-base", &refused(folder.read("a.ron", &[])));
    folder.check("base-not-text", &refused(folder.read("b.ron", &[])));
}

#[test]
fn bases_that_form_a_loop() {
    let folder = Folder::new(&[
        ("a.ron", "( name: \"a\", base: \"b.ron\" )\n"),
        ("b.ron", "( base: \"c.ron\" )\n"),
        ("c.ron", "(\n    base: \"b.ron\",\n)\n"),
        ("self.ron", "( base: \"self.ron\" )\n"),
    ]);
    folder.check("base-loop", &refused(folder.read("a.ron", &[])));
    folder.check("base-itself", &refused(folder.read("self.ron", &[])));
}

#[test]
fn changes_that_have_no_path() {
    let scenario =
        "( fleet: { \"naru\": { \"H100\": (servers: 57) } }, prices: { \"naru\": { \"gpu-67tf\": 7_920 } } )";
    let folder = Folder::new(&[("a.ron", scenario)]);
    for (name, change) in [
        ("set-no-pool", "fleet.naru.H10O.servers=45"),
        ("set-no-supplier", "fleet.nara.H100=45"),
        ("set-below-a-number", "fleet.naru.H100.servers.first=45"),
        ("set-no-equals", "fleet.naru.H100.servers"),
        ("set-no-ron", "fleet.naru.H100.servers=4,5"),
        ("set-with-commas", "fleet.naru.H100.servers=9,900,000,000"),
        ("set-nothing", "fleet.naru.H100.servers="),
        ("set-takes-nothing-away", "fleet.naru.H200=none"),
    ] {
        folder.check(name, &refused(folder.read("a.ron", &[change])));
    }
}
