//! A crate of its own that uses the library as its front page shows it: it builds without the command line, and does what it says.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

#[test]
fn a_program_written_from_the_front_page_converts_and_validates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("front_page");
    let target = folder.join("target");
    // With the versions that this crate is locked to: all of them are on this machine.
    let manifest = fs::read_to_string(root.join("tests/front_page/Cargo.toml")).unwrap();
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest.replace("../..", &root.display().to_string().replace('\\', "/")))
        .unwrap();
    fs::copy(root.join("tests/front_page/src/main.rs"), folder.join("src/main.rs")).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline", "--config", "profile.dev.debug=false", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status()
        .unwrap();
    assert!(built.success());
    let run = |text: &str| {
        let mut child = Command::new(target.join("debug/front-page"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (status, tei, findings) = run("Tokyo, October 28, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
    assert_eq!((status, findings.as_str()), (Some(0), ""));
    assert!(tei.contains("<salute>Dear Bill:</salute>"), "{tei}");
    let (status, _, findings) = run("Dear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n");
    assert_eq!((status, findings.as_str()), (Some(1), "R1501: A letter has a date.\n"));
    let (status, tei, findings) = run("");
    assert_eq!((status, tei.as_str(), findings.as_str()), (Some(1), "", "R0001: the file is empty\n"));
}

/// The files in which the items at the root of the library stand, with what begins each of their public items there.
const DOORS: &[(&str, &[&str])] = &[
    ("convert.rs", &["pub struct Conversion "]),
    (
        "diag/mod.rs",
        &["pub enum Severity ", "impl Severity ", "pub struct Code ", "pub struct Diagnostic ", "impl Diagnostic "],
    ),
    ("project/disk_files.rs", &["pub struct DiskFiles ", "impl DiskFiles "]),
    ("text/load.rs", &["pub enum Unread ", "impl Unread ", "pub trait Load "]),
    ("text/memory_files.rs", &["pub struct MemoryFiles", "impl MemoryFiles "]),
    ("text/source.rs", &["pub struct Source ", "pub struct Position ", "impl Source "]),
    ("text/span.rs", &["pub struct Span ", "impl Span "]),
    (
        "validation.rs",
        &["pub struct Schema(", "pub struct Rules(", "pub struct SchemaError ", "impl Schema ", "impl Rules "],
    ),
];

#[test]
fn every_item_at_the_root_and_every_method_of_it_has_an_example() {
    let mut lacking = Vec::new();
    for (file, items) in DOORS {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
        let text = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
        for item in *items {
            let (before, after) = text.split_once(&format!("\n{item}")).unwrap_or_else(|| panic!("{file}: {item}"));
            let inside = after.split_once("\n}").map_or("", |(inside, _)| inside);
            let mut lines = before.lines().collect::<Vec<_>>();
            lines.push(item);
            let has_methods = !item.starts_with("pub struct") && !item.starts_with("pub enum");
            lines.extend(inside.lines().filter(|_| has_methods));
            for (at, line) in lines.iter().enumerate().skip(before.lines().count()) {
                let is_public = line.starts_with("pub ") || line.starts_with("    pub fn ");
                let is_asked = is_public || item.starts_with("pub trait") && line.starts_with("    fn ");
                let mut above = lines[..at].iter().rev().map(|line| line.trim_start());
                let documented = |line: &&str| line.starts_with("///") || line.starts_with("#[");
                if is_asked && !above.by_ref().take_while(documented).any(|line| line == "/// ```") {
                    lacking.push(format!("{file}: {line}"));
                }
            }
        }
    }
    assert_eq!(lacking, Vec::<String>::new());
}
