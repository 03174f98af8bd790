//! The README is true: its commands print what it shows, and its tables name every key of profiles and metadata files.
//!
//! A fenced block marked `console` holds commands after `$ ` and what they print, standard error before standard output. A line `…`
//! stands for any number of lines, and `…` at the end of a line for any characters. The commands of a block run in one fresh folder that
//! has the repository's `samples`. Beside `recto` there is `echo '…' >> file`, which adds a line to a file.

use std::path::Path;

use crate::folder::Folder;

const README: &str = include_str!("../../README.md");

#[test]
fn commands_print_what_the_readme_shows() {
    let mut commands = 0;
    for block in README.split("```console\n").skip(1) {
        let block = block.split("\n```").next().unwrap();
        let folder = samples();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap_or((example, ""));
            check(&folder, command, expected);
            commands += 1;
        }
    }
    assert!(commands >= 5, "the README lost its examples");
}

/// A folder with the texts in `samples`.
fn samples() -> Folder {
    let folder = Folder::new();
    for kind in ["encoded", "frus", "letter", "tei", "transcript", "volume"] {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if [".txt", ".toml", ".xml", ".csv"].iter().any(|end| name.ends_with(end)) {
                folder.write(&format!("samples/{kind}/{name}"), &std::fs::read(&path).unwrap());
            }
        }
    }
    folder
}

fn check(folder: &Folder, command: &str, expected: &str) {
    if let Some(echo) = command.strip_prefix("echo '") {
        let (line, file) = echo.split_once("' >> ").unwrap();
        let text = std::fs::read_to_string(folder.path(file)).unwrap();
        return folder.write(file, format!("{text}{line}\n").as_bytes());
    }
    let arguments: Vec<&str> = command.strip_prefix("recto ").unwrap().split_whitespace().collect();
    let ran = folder.run(&arguments);
    let printed = format!("{}{}", ran.stderr, ran.stdout);
    assert!(matches(expected.trim(), printed.trim()), "{command}\nshould print\n{expected}\nbut prints\n{printed}");
}

/// Whether text fits a pattern in which `…` alone stands for lines and `…` at a line's end for characters.
fn matches(pattern: &str, text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let mut at = 0;
    let mut is_free = false;
    for wanted in pattern.lines().map(str::trim_end) {
        if wanted.trim() == "…" {
            is_free = true;
            continue;
        }
        let fits = |line: &&str| match wanted.strip_suffix('…') {
            Some(start) => line.starts_with(start),
            None => *line == wanted,
        };
        let rest = lines.get(at..).unwrap_or_default();
        let found = if is_free { rest.iter().position(&fits) } else { rest.first().filter(|l| fits(l)).map(|_| 0) };
        let Some(offset) = found else { return false };
        at += offset + 1;
        is_free = false;
    }
    is_free || at == lines.len()
}

#[test]
fn patterns_can_fail() {
    assert!(matches("a\n…\nb…", "a\nx\ny\nbcd"));
    assert!(!matches("a\nb", "a\nx\nb"));
    assert!(!matches("a", "a\nb"));
}

/// Every key of the built-in profile stands in the README, and every field of the metadata.
#[test]
fn every_key_is_documented() {
    let profile = recto::internals::profile::built_in("letter").unwrap();
    let table = toml::Table::try_from(&profile).unwrap();
    for (key, value) in &table {
        let in_table = value.as_table().filter(|_| !["weights", "words", "language", "tags"].contains(&key.as_str()));
        match in_table {
            Some(inner) => inner.keys().for_each(|name| assert_documented(&format!("{key}.{name}"))),
            None => assert_documented(key),
        }
    }
    for name in table["language"]["en"].as_table().unwrap().keys() {
        assert_documented(name);
    }
    let unknown = recto::internals::text::Source::new("x.toml", "no-such-key = 1");
    let (_, findings) = recto::internals::metadata::read(&unknown);
    let help = findings[0].help.clone().unwrap();
    let keys = help.trim_start_matches("known here: ").split(", ");
    keys.for_each(assert_documented);
}

/// Every key of `recto.toml` stands in the README: a wrong key is answered with all that are known.
#[test]
fn every_key_of_a_project_is_documented() {
    let folder = Folder::with(&[("a.xml", "<a/>"), ("recto.toml", "q = 1\n[validate]\nq = 1\n")]);
    let ran = folder.run(&["validate", "a.xml", "--format", "json"]);
    let known = ran.stdout.lines().filter_map(|line| line.split_once("known here: "));
    let known: Vec<Vec<&str>> = known.map(|(_, keys)| keys.split('"').next().unwrap().split(", ").collect()).collect();
    assert_eq!(known.len(), 2, "{ran:?}");
    let (tables, keys) = if known[0].contains(&"schemas") { (&known[0], &known[1]) } else { (&known[1], &known[0]) };
    let whole = tables.iter().filter(|table| ["profile", "schemas", "metadata"].contains(table));
    whole.for_each(|table| assert_documented(table));
    keys.iter().for_each(|key| assert_documented(&format!("validate.{key}")));
}

/// Every function that rules can use stands in the README.
#[test]
fn every_function_of_xpath_is_documented() {
    recto::internals::xpath::functions().into_iter().for_each(assert_documented);
}

fn assert_documented(key: &str) {
    assert!(README.contains(&format!("`{key}`")), "the README does not explain `{key}`");
}
