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
    convert(&folder, "--check").exits(0);
    convert(&folder, "--pending").exits(0);
    folder.run(&["review", "--accept"]).exits(0).says("0 changes in 0 files accepted");
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

#[test]
fn a_file_that_was_edited_since_is_left_alone() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    let edited = folder.read("tei/a.xml").replace("Reischauer", "O. Reischauer");
    folder.write("tei/a.xml", edited.as_bytes());
    folder.run(&["review", "tei"]).exits(1).says("R1522").prints("1 file: ");
    folder.run(&["review", "tei", "--accept"]).exits(1).says("R1522").says("2 changes in 1 file accepted");
    assert_eq!(folder.read("tei/a.xml"), edited);
    assert_eq!(folder.files().iter().filter(|name| name.ends_with(".new")).count(), 1);
    // Against the file as it is now, the edit is one of the changes.
    convert(&folder, "--pending").exits(0);
    folder.run(&["review", "tei"]).exits(1).prints("text of `persName`");
    folder.run(&["review", "tei", "--reject"]).exits(0).says("2 changes in 1 file rejected");
    assert_eq!(folder.read("tei/a.xml"), edited);
}

#[test]
fn rules_of_another_text_are_not_told() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    folder.run(&["review", "tei/a.xml"]).exits(1).prints(", rule salutation");
    let edited = folder.read("tei/a.xml.new").replace("Bill", "Jack");
    folder.write("tei/a.xml.new", edited.as_bytes());
    let ran = folder.run(&["review", "tei/a.xml"]).exits(1).says("R1523").prints("Jack");
    assert!(!ran.stdout.contains(", rule"), "{ran:?}");
    folder.write("tei/b/c.xml.new.rules", b"{");
    folder.run(&["review", "tei/b/c.xml"]).exits(1).says("R1523");
    folder.run(&["review", "tei", "--accept"]).exits(0);
    assert!(folder.read("tei/a.xml").contains("<p>Dear Jack:</p>"));
}

#[test]
fn a_pending_file_that_cannot_be_used_does_not_keep_the_others() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    folder.write("tei/a.xml.new", b"<TEI><p></TEI>");
    folder.run(&["review", "tei"]).exits(1).says("tei/a.xml.new").says("R10").prints("1 file: ");
    folder.write("tei/a.xml.new", b"<TEI>\xff</TEI>");
    let before = folder.read("tei/a.xml");
    folder.run(&["review", "tei", "--accept"]).exits(1).says("tei/a.xml.new").says("2 changes in 1 file accepted");
    assert_eq!(folder.read("tei/a.xml"), before);
    assert!(folder.read("tei/b/c.xml").contains("<p>Dear Bill:</p>"));
}

#[test]
fn what_was_rejected_stays_so_until_the_conversion_gives_something_else() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    let groups = |folder: &Folder| -> Vec<String> {
        let ran = folder.run(&["review", "tei", "--json"]).exits(1);
        let group = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["group"].to_string();
        ran.stdout.lines().map(group).collect()
    };
    let before = groups(&folder);
    assert_eq!(before.len(), 2);
    let group = before[0].trim_matches('"');
    folder.run(&["review", "tei", "--reject", "--group", group]).exits(0).says("2 changes in 2 files rejected");
    // The rule of the other change is still known.
    assert_eq!(groups(&folder), before[1..]);
    convert(&folder, "--pending").exits(0);
    assert_eq!(groups(&folder), before[1..]);
}

#[test]
#[cfg(debug_assertions)]
fn what_a_run_left_that_was_broken_off_is_removed() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    folder.write("tei/x.xml", b"<TEI xmlns='http://www.tei-c.org/ns/1.0'/>");
    folder.write("tei/.recto-mine.part", b"of somebody else");
    folder.write("tei/gone.xml.new.rules", folder.read("tei/a.xml.new.rules").as_bytes());
    folder.write("tei/firewall.new.rules", b"{}");
    let names = folder.files();
    folder.command(&["format", "tei/x.xml"]).env("RECTO_FAULT", "kill:2").output().unwrap();
    let left = folder.files().into_iter().find(|name| !names.contains(name)).unwrap();
    folder.run(&["review", "tei", "--list"]).exits(1);
    assert!(folder.path(&left).exists());
    folder.run(&["review", "tei", "--accept"]).exits(0).says("4 changes in 2 files accepted");
    let is_left = |name: &String| name.starts_with("tei/") && !name.ends_with("recto-written");
    let hidden: Vec<String> = folder.files().into_iter().filter(is_left).collect();
    assert_eq!(hidden, ["tei/.recto-mine.part", "tei/a.xml", "tei/b/c.xml", "tei/firewall.new.rules", "tei/x.xml"]);
}

#[test]
#[cfg(unix)]
fn other_names_of_an_accepted_file_are_reported() {
    let folder = changed();
    convert(&folder, "--pending").exits(0);
    let before = folder.read("tei/a.xml");
    std::fs::hard_link(folder.path("tei/a.xml"), folder.path("other.xml")).unwrap();
    folder.run(&["review", "tei", "--accept", "--format", "concise"]).exits(0).says("a.xml: note R0023");
    assert_eq!(folder.read("other.xml"), before);
    assert_ne!(folder.read("tei/a.xml"), before);
}
