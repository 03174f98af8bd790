//! What the command line promises: which inputs are read, where results go, what is printed, and the exit status.

use std::io::Write;
use std::process::Stdio;

use super::folder::{Folder, Ran};

/// A letter without dateline: one warning at least, no error.
const LETTER: &str = "Dear Bill:\n\nThe negotiations go on.\n\nSincerely,\n\nEd Reischauer\n";

fn letter() -> Folder {
    Folder::with(&[("letter.txt", LETTER)])
}

/// `a.txt`, `b/c.txt`, and what must not be read.
fn tree() -> Folder {
    Folder::with(&[
        ("in/b/c.txt", LETTER),
        ("in/a.txt", LETTER),
        ("in/a.md", LETTER),
        ("in/.hidden.txt", LETTER),
        ("in/.git/x.txt", LETTER),
    ])
}

/// The rows of a stream in JSON.
#[track_caller]
fn rows(stream: &str) -> Vec<serde_json::Value> {
    stream.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

#[test]
fn tei_goes_to_standard_output_and_findings_to_standard_error() {
    let ran = letter().run(&["convert", "letter.txt"]).exits(0).says("R0202");
    assert!(ran.stdout.contains("<TEI ") && ran.stdout.ends_with("</TEI>\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("R0202"));
}

#[test]
fn warnings_can_be_denied() {
    let folder = letter();
    let ran = folder.run(&["convert", "letter.txt", "--deny-warnings", "-o", "letter.xml"]);
    ran.exits(1).prints_nothing();
    assert!(folder.read("letter.xml").contains("<TEI "));
}

#[test]
fn standard_input_gives_the_same_tei() {
    let folder = letter();
    let file = folder.run(&["convert", "letter.txt"]).exits(0);
    let stdin = folder.run_on(&["convert", "-"], LETTER).exits(0).says("<stdin>");
    assert_eq!(stdin.stdout, file.stdout);
    folder.run_on(&["convert", "-", "-"], LETTER).exits(2).prints_nothing();
    folder.run_on(&["convert", "-", "-o", "out/"], LETTER).exits(2).prints_nothing();
    folder.run_on(&["convert", "-", "-o", "out/a.xml"], LETTER).exits(0).prints_nothing();
    assert_eq!(folder.read("out/a.xml"), file.stdout);
}

#[test]
fn no_input_is_an_error() {
    let folder = Folder::with(&[("empty/notes.pdf", "")]);
    folder.run(&[]).exits(2).prints_nothing().says("Usage");
    folder.run(&["convert"]).exits(2).prints_nothing().says("Usage");
    folder.run(&["convert", "empty"]).exits(2).prints_nothing().says("no .txt or .docx or .odt or .html");
    folder.run(&["text", "empty", "-o", "out"]).exits(2).prints_nothing().says("no .xml file");
}

#[test]
fn a_folder_keeps_its_shape() {
    let folder = tree();
    let ran = folder.run(&["convert", "in", "-o", "out"]).exits(0).prints_nothing();
    ran.says("2 files: 2 converted, 0 failed; ");
    let written: Vec<String> = folder.files().into_iter().filter(|name| name.starts_with("out")).collect();
    assert_eq!(written, ["out/.recto-written", "out/a.xml", "out/b/.recto-written", "out/b/c.xml"]);
    folder.run(&["text", "out", "-o", "plain"]).exits(0).prints_nothing();
    assert!(folder.read("plain/b/c.txt").contains("The negotiations go on."));
}

#[test]
fn one_file_goes_to_a_file_or_a_folder() {
    let folder = tree();
    folder.run(&["convert", "in/a.txt", "-o", "x.xml"]).exits(0);
    folder.run(&["convert", "in/a.txt", "-o", "new/"]).exits(0);
    folder.run(&["convert", "in/a.txt", "-o", "in/b"]).exits(0);
    assert_eq!(folder.read("x.xml"), folder.read("new/a.xml"));
    assert_eq!(folder.read("x.xml"), folder.read("in/b/a.xml"));
}

#[test]
fn results_that_could_not_be_told_apart_are_refused() {
    let folder = tree();
    folder.write("other/a.txt", LETTER.as_bytes());
    let refused = |arguments: &[&str], text: &str| {
        folder.run(arguments).exits(2).prints_nothing().says(text);
    };
    refused(&["convert", "in"], "`-o OUT/`");
    refused(&["convert", "in/a.txt", "in/b/c.txt"], "standard output");
    refused(&["convert", "in/a.txt", "other/a.txt", "-o", "out"], "would both become");
    refused(&["convert", "in", "-o", "in/a.txt"], "is a file");
    refused(&["text", "in/a.txt", "-o", "in/a.txt"], "would replace the input");
    assert!(folder.files().iter().all(|name| !name.ends_with(".xml")));
}

#[test]
fn findings_come_in_the_order_of_the_input_every_time() {
    let files: Vec<(String, &str)> = (0..100).map(|n| (format!("in/{n:03}.txt"), LETTER)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let folder = Folder::with(&files);
    let run = || folder.run(&["convert", "in", "-o", "out", "--format", "json"]).exits(0).stderr;
    let first = run();
    let names: Vec<String> = rows(&first).iter().map(|row| row["file"].to_string()).collect();
    assert!(names.len() >= 100 && names.is_sorted());
    assert_eq!(first, run());
}

#[test]
fn json_has_its_fields_in_order() {
    let ran = letter().run(&["convert", "letter.txt", "--format", "json"]).exits(0);
    let line = ran.stderr.lines().find(|line| line.contains("R0202")).unwrap();
    assert!(line.starts_with(r#"{"code":"R0202","severity":"warning","message":""#), "{line}");
    for row in rows(&ran.stderr) {
        assert_eq!(row["file"], "letter.txt");
        let places = ["line", "column", "end_line", "end_column", "start", "end"];
        let given = places.iter().filter(|key| row[**key].is_u64()).count();
        assert!(given == 0 || given == places.len(), "{row}");
    }
}

#[test]
fn json_holds_refusals_too() {
    let ran = letter().run(&["convert", "letter.txt", "--profile", "frsu", "--format", "json"]).exits(2);
    let expected =
        r#"{"code":"R0105","severity":"error","message":"no profile is named `frsu`","help":"did you mean `frus`?"}"#;
    assert_eq!(ran.stderr.trim_end(), expected);
}

#[test]
fn colour_only_where_it_is_wanted() {
    let folder = letter();
    let colours = |arguments: &[&str], no_color: &str| {
        let mut command = folder.command(&["convert", "letter.txt"]);
        let ran = Ran::from(command.args(arguments).env("NO_COLOR", no_color).output().unwrap());
        assert!(!ran.stdout.contains('\u{1b}'));
        ran.stderr.contains('\u{1b}')
    };
    assert!(!colours(&[], ""));
    assert!(!colours(&["--color", "never"], ""));
    assert!(!colours(&[], "1"));
    assert!(colours(&["--color", "always"], ""));
    assert!(colours(&["--color", "always"], "1"));
}

/// Runs with both streams closed at their other end before anything is written.
fn run_unread(folder: &Folder, arguments: &[&str]) -> Option<i32> {
    let mut child = folder.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(LETTER.as_bytes()).unwrap();
    drop(stdin);
    child.wait().unwrap().code()
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    let folder = Folder::new();
    assert_eq!(run_unread(&folder, &["convert", "-"]), Some(0));
    assert_eq!(run_unread(&folder, &["convert", "-", "--deny-warnings"]), Some(1));
    assert_eq!(run_unread(&folder, &["convert", "-", "--explain", "-o", "a.xml"]), Some(0));
    assert!(folder.read("a.xml").contains("<TEI "));
}

#[test]
fn notes_on_several_files_are_counted_and_shown_on_demand() {
    let folder = tree();
    let shown = |arguments: &[&str]| {
        let ran = folder.run(&[&["convert", "in", "-o", "out"], arguments].concat()).exits(0);
        assert!(!ran.stderr.contains(" 0 notes"), "{}", ran.stderr);
        ran.stderr.contains("note R0")
    };
    assert!(!shown(&[]));
    assert!(shown(&["--verbose"]));
    folder.run(&["convert", "in/a.txt"]).exits(0).says("note R0");
}

#[test]
fn a_profile_is_read_once_and_its_errors_end_the_run() {
    let folder = tree();
    folder.write("house.toml", b"extends = 'letter'\ncolour = 'red'\n");
    let ran = folder.run(&["convert", "in", "-o", "out", "--profile", "house.toml"]).exits(0);
    assert_eq!(ran.stderr.matches("R0102").count(), 1, "{}", ran.stderr);
    folder.write("broken.toml", b"[page]\nmarks = 7\n");
    let ran = folder.run(&["convert", "in", "-o", "new", "--profile", "broken.toml"]);
    ran.exits(2).says("R0103").says("broken.toml:2:");
    folder.run(&["convert", "in", "-o", "new", "--profile", "./missing"]).exits(2).says("R0004");
    assert!(!folder.path("new").exists());
}

#[test]
fn a_page_mark_of_the_house_that_no_text_has_is_reported_once() {
    let folder = tree();
    folder.write("in/p.txt", b"Dear Ann,\n\nWe saw the [Leaf 7] harbour.\n\nYours,\n\nTom\n");
    folder.write("house.toml", b"[page]\nmarks = ['[Leaf {n}]', '[Foglio {n}]']\n");
    let ran = folder.run(&["convert", "in", "-o", "out", "--profile", "house.toml"]).exits(0);
    assert_eq!(ran.stderr.matches("R0406").count(), 1, "{}", ran.stderr);
    ran.says("`[Foglio {n}]`").says("house.toml:2:");
    assert!(folder.read("out/p.xml").contains("<pb xml:id=\"pg_7\" n=\"7\"/>"));
}

#[test]
fn metadata_stands_beside_its_text_or_is_named() {
    let folder = tree();
    folder.write("in/a.toml", b"title = 'A letter from Tokyo'\n");
    folder.run(&["convert", "in", "-o", "out"]).exits(0);
    assert!(folder.read("out/a.xml").contains("A letter from Tokyo"));
    assert!(!folder.read("out/b/c.xml").contains("A letter from Tokyo"));
    let ran = folder.run(&["convert", "in/b/c.txt", "--meta", "in/a.toml"]).exits(0);
    assert!(ran.stdout.contains("A letter from Tokyo"));
    folder.run(&["convert", "in", "-o", "out", "--meta", "in/a.toml"]).exits(2).says("one document");
    folder.run(&["convert", "in/a.txt", "--meta", "gone.toml"]).exits(2).prints_nothing().says("R0004");
}

#[test]
fn bad_metadata_does_not_keep_a_text_from_being_converted() {
    let folder = tree();
    folder.write("in/a.toml", b"title = A letter\n");
    folder.run(&["convert", "in", "-o", "out"]).exits(1).says("R0101").says("in/a.toml:1:");
    assert!(folder.read("out/a.xml").contains("The negotiations go on."));
}

#[test]
fn elements_are_explained_in_place_of_the_tei() {
    let folder = tree();
    let ran = folder.run(&["convert", "in/a.txt", "--explain"]).exits(0);
    assert!(ran.stdout.starts_with("lines  element"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("<TEI"));
    let ran = folder.run(&["convert", "in/a.txt", "--explain", "--format", "json", "-o", "a.xml"]).exits(0);
    for row in rows(&ran.stdout) {
        assert!(row["element"].is_string() && row["rule"].is_string() && row["line"].is_u64(), "{row}");
    }
    assert!(folder.read("a.xml").contains("<TEI "));
    let ran = folder.run(&["convert", "in", "--explain"]).exits(0);
    assert!(ran.stdout.contains("in/a.txt\nlines") && ran.stdout.contains("in/b/c.txt\nlines"), "{}", ran.stdout);
}

#[test]
fn help_is_short_and_has_examples() {
    let folder = Folder::new();
    let commands = [
        "recto",
        "convert",
        "validate",
        "verify",
        "transplant",
        "diff",
        "review",
        "view",
        "text",
        "split",
        "schema",
        "format",
        "ids",
        "eval",
        "learn",
        "init",
        "config",
        "generate",
        "explain",
    ];
    for command in commands {
        let arguments: &[&str] = if command == "recto" { &["--help"] } else { &[command, "--help"] };
        let ran = folder.run(arguments).exits(0);
        assert_eq!(ran.stderr, "");
        assert!(ran.stdout.contains("Examples:\n"));
        insta::assert_snapshot!(format!("help_{command}"), ran.stdout);
    }
}
