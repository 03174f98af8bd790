//! `recto explain`: every code has its text, wrong codes a hint, and the list is the table.

use super::folder::Folder;
use recto::internals::diag;

#[test]
fn a_code_is_explained_whatever_its_case() {
    let folder = Folder::new();
    let ran = folder.run(&["explain", "R0202"]).exits(0);
    assert_eq!(ran.stdout, diag::NO_DATELINE.explanation);
    assert_eq!(folder.run(&["explain", "r0202"]).exits(0).stdout, ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn without_a_code_all_are_listed() {
    let ran = Folder::new().run(&["explain"]).exits(0);
    let ids: Vec<&str> = ran.stdout.lines().filter_map(|line| line.split(' ').next()).collect();
    let expected: Vec<&str> = diag::ALL.iter().map(|code| code.id).collect();
    assert_eq!(ids, expected);
}

#[test]
fn an_unknown_code_is_refused_with_a_hint() {
    let folder = Folder::new();
    folder.run(&["explain", "R0220"]).exits(2).prints_nothing().says("did you mean `R02");
    folder.run(&["explain", "R0202", "dateline"]).exits(2).prints_nothing().says("`dateline`");
}

#[test]
fn programs_get_one_object_a_line() {
    let ran = Folder::new().run(&["explain", "--format", "json"]).exits(0);
    assert_eq!(ran.stdout.lines().count(), diag::ALL.len());
    for (line, code) in ran.stdout.lines().zip(diag::ALL) {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!((&row["code"], &row["title"]), (&code.id.into(), &code.title.into()));
    }
}
