//! What a stranger names files, settings and values, or writes into them, steers no terminal and no runner of CI: in the formats that
//! people read every control character is made visible, and no line begins as a command.

use super::folder::Folder;

/// An escape sequence, and a line that a runner would obey.
const BAD: &str = "x\u{1b}[31m\n::error::y";

/// Runs in both formats for people; nothing on either stream may be a control character or a line that the value begins.
#[track_caller]
fn is_inert(folder: &Folder, arguments: &[&str]) {
    for format in ["human", "concise"] {
        let ran = folder.run(&[arguments, &["--format", format, "--color", "never"]].concat());
        for stream in [&ran.stdout, &ran.stderr] {
            let bad = stream.chars().find(|&c| c.is_control() && c != '\n');
            assert_eq!(bad, None, "{arguments:?} --format {format}:\n{stream}");
            let command = stream.lines().find(|line| line.trim_start().starts_with("::"));
            assert_eq!(command, None, "{arguments:?} --format {format}:\n{stream}");
        }
        assert!(!(ran.stdout.clone() + &ran.stderr).is_empty(), "{arguments:?} says nothing");
    }
}

#[cfg(unix)]
#[test]
fn names_of_files() {
    let name = |ending: &str| format!("{BAD}.{ending}");
    let [text, tei, colon] = [name("txt"), name("xml"), "::error::z.xml".to_owned()];
    let folder = Folder::with(&[
        (&text, "Dear Bill:\n\nText.\n"),
        (&tei, "<TEI xmlns='http://www.tei-c.org/ns/1.0'><b></TEI>"),
        (&colon, "<a>"),
        (&format!("old/{tei}"), "<a/>"),
        (&format!("new/{tei}"), "<b/>"),
    ]);
    is_inert(&folder, &["convert", &text, "-o", "out/"]);
    is_inert(&folder, &["convert", &text, "--explain"]);
    is_inert(&folder, &["validate", "."]);
    is_inert(&folder, &["validate", &tei]);
    is_inert(&folder, &["validate", &colon]);
    is_inert(&folder, &["format", "--check", "."]);
    is_inert(&folder, &["diff", "old", "new"]);
    is_inert(&folder, &["text", &tei, "-o", "plain/"]);
    is_inert(&folder, &["config", &tei]);
    is_inert(&folder, &["eval", "--gold", "old", "new", "--worst", "3"]);
}

#[test]
fn values_of_options() {
    let folder = Folder::with(&[("a.txt", "Dear Bill:\n"), ("a.xml", "<a/>")]);
    is_inert(&folder, &["validate", "a.xml", &format!("--{BAD}")]);
    is_inert(&folder, &["validate", "a.xml", "--schema", BAD]);
    is_inert(&folder, &["convert", "a.txt", "--profile", BAD]);
    is_inert(&folder, &["convert", "a.txt", "--encoding", BAD]);
    is_inert(&folder, &["convert", "a.txt", "--language", BAD]);
    is_inert(&folder, &["explain", BAD]);
    is_inert(&folder, &[BAD]);
}

#[test]
fn settings_and_tables() {
    let escaped = "x\\u001b[31m\\n::error::y";
    for settings in [
        format!("profile = \"{escaped}\"\n"),
        format!("\"{escaped}\" = 1\n"),
        format!("[severity]\n\"{escaped}\" = \"off\"\n"),
        format!("[[allow]]\ncode = \"R0202\"\nfiles = \"{escaped}\"\nreason = \"{escaped}\"\n"),
        format!("[validate]\nschema = \"{escaped}\"\n"),
    ] {
        let folder = Folder::with(&[("recto.toml", &settings), ("a.txt", "Dear Bill:\n"), ("a.xml", "<a/>")]);
        is_inert(&folder, &["convert", "a.txt", "-o", "out/"]);
        is_inert(&folder, &["validate", "a.xml"]);
        is_inert(&folder, &["config", "a.xml"]);
    }
    let folder = Folder::with(&[
        ("a.txt", "Dear Bill:\n"),
        ("names.csv", "name,ref,type\n\"x\u{1b}[31m\n::error::y\",r1,\"pers\u{1b}\n::error::z\"\n"),
        ("house.toml", &format!("languages = [\"{escaped}\"]\n")),
        ("a.toml", &format!("date = \"{escaped}\"\n\"{escaped}\" = 1\n")),
    ]);
    is_inert(&folder, &["convert", "a.txt", "--register", "names.csv", "-o", "out/"]);
    is_inert(&folder, &["convert", "a.txt", "--profile", "house.toml"]);
    is_inert(&folder, &["convert", "a.txt", "-o", "out/"]);
}
