//! Pending changes: compared, written, listed, accepted and rejected, without a terminal.

use super::folder::Folder;

const LETTER: &str = "Dear Bill:\n\nThe negotiations go on.\n\nCordially hugging,\n\nEd Reischauer\n";

const HOUSE: &str = "extends = \"letter\"\n[salute]\nelement = \"p\"\n";

/// Two letters that were converted and accepted, and a profile that writes salutations as paragraphs.
pub fn changed() -> Folder {
    let folder = Folder::with(&[("in/a.txt", LETTER), ("in/b/c.txt", LETTER), ("house.toml", HOUSE)]);
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    folder
}

fn convert(folder: &Folder, how: &str) -> super::folder::Ran {
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", how])
}

#[test]
fn what_differs_is_found_and_nothing_written() {
    let folder = changed();
    folder.run(&["convert", "in", "-o", "tei", "--check"]).exits(0);
    let before = folder.read("tei/a.xml");
    convert(&folder, "--check").exits(1).says("R1521").says("tei/a.xml` would change: ");
    assert_eq!(folder.read("tei/a.xml"), before);
    assert!(folder.files().iter().all(|name| !name.contains(".new")));
    folder.run(&["convert", "in/a.txt", "--check"]).exits(1).says("in/a.xml` was not accepted yet");
    folder.run_on(&["convert", "-", "--check"], LETTER).exits(2);
}

#[test]
fn changes_are_listed_by_what_they_do_and_accepted() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    let ran = folder.run(&["review", "tei", "--json"]).exits(1);
    let rows: Vec<serde_json::Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.iter().all(|row| row["files"] == 2), "{rows:#?}");
    let closing = rows.iter().find(|row| row["what"].as_str().unwrap().contains("closer/salute")).expect("a closing");
    assert_eq!(closing["kind"], "element");
    assert!(!closing["rule"].as_str().unwrap().is_empty(), "{closing}");
    folder.run(&["review", "tei"]).exits(1).prints("2 files: ");
    let group = closing["group"].as_str().unwrap();
    folder.run(&["review", "tei/a.xml", "--reject", "--group", group]).exits(0).says("1 change in 1 file rejected");
    folder.run(&["review", "tei", "--accept"]).exits(0);
    assert!(folder.read("tei/a.xml").contains("<salute>Cordially"));
    assert!(folder.read("tei/b/c.xml").contains("<p>Cordially"));
    assert!(folder.files().iter().all(|name| !name.contains(".new")), "{:?}", folder.files());
    folder.run(&["review", "tei"]).exits(0);
    convert(&folder, "--check").exits(1).says("tei/a.xml` would change");
    convert(&folder, "--pending").exits(0);
    folder.run(&["review", "--accept"]).exits(0).says("1 change in 1 file accepted");
    convert(&folder, "--check").exits(0);
}

#[test]
fn a_pending_file_that_no_longer_differs_is_removed() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    folder.run(&["convert", "in", "-o", "tei", "--pending"]).exits(0);
    assert!(folder.files().iter().all(|name| !name.contains(".new")));
}

#[test]
fn a_file_that_was_never_accepted_is_one_change() {
    let folder = Folder::with(&[("a.txt", LETTER)]);
    folder.run(&["convert", "a.txt", "--pending"]).exits(0);
    assert!(!folder.path("a.xml").exists());
    folder.run(&["review"]).exits(1).prints("1 file: element: new file");
    folder.run(&["review", "--accept", "a.xml"]).exits(0);
    assert!(folder.read("a.xml").ends_with("</TEI>\n"));
}
