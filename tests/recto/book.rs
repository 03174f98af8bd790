//! The front page (README.md) and the book (docs/) are true: their commands print what they show, and the tables of the book name every key
//! of profiles, of metadata files and of recto.toml, and every function of XPath.
//!
//! A fenced block marked `console` holds commands after `$ ` and what they print, standard error before standard output. A line `…`
//! stands for any number of lines, and `…` at the end of a line for any characters. The commands of a block run in one fresh folder that
//! has the repository's `samples`. Beside `recto` there is `echo '…' >> file`, which adds a line to a file or begins one.

use std::path::{Path, PathBuf};

use crate::folder::Folder;

/// A page that people read.
pub struct Page {
    /// Its path in the repository, with `/`.
    pub name: String,
    pub text: String,
}

/// The front page, then the pages of the book in the order of their names.
pub fn pages() -> Vec<Page> {
    let mut pages = vec![page("README.md")];
    for folder in ["docs", "docs/design"] {
        let files = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = files.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        let names = names.iter().filter(|name| name.ends_with(".md"));
        pages.extend(names.map(|name| page(&format!("{folder}/{name}"))));
    }
    pages
}

/// The page at a path of the repository.
pub fn page(name: &str) -> Page {
    let text = std::fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    Page { name: name.to_owned(), text: text.replace("\r\n", "\n") }
}

/// The folder of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The fenced blocks of a page in one language.
pub fn blocks<'p>(page: &'p Page, language: &str) -> Vec<&'p str> {
    let blocks = page.text.split(&format!("```{language}\n")).skip(1).collect::<Vec<_>>();
    blocks.into_iter().map(|block| block.split("\n```").next().unwrap()).collect()
}

#[test]
fn commands_print_what_the_pages_show() {
    let mut commands = 0;
    for page in pages() {
        for block in blocks(&page, "console") {
            let folder = samples();
            for example in block.split("$ ").skip(1) {
                let (command, expected) = example.split_once('\n').unwrap_or((example, ""));
                check(&folder, &page.name, command, expected);
                commands += 1;
            }
        }
    }
    assert!(commands >= 60, "the pages lost their examples: {commands} are left");
}

/// A reader begins at the front page: it shows a conversion, names every command, and stays short.
#[test]
fn the_front_page_shows_what_there_is() {
    let front = page("README.md");
    assert!(!blocks(&front, "console").is_empty());
    let help = Folder::new().run(&["--help"]).stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let commands = listed.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let commands: Vec<&str> = commands.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(commands.len() > 15, "{help}");
    for command in commands.iter().filter(|command| **command != "help") {
        assert!(front.text.contains(&format!("`recto {command}")), "the front page does not name `recto {command}`");
    }
    assert!(front.text.lines().count() <= 220, "the front page has {} lines", front.text.lines().count());
}

/// A folder with the texts in `samples`.
fn samples() -> Folder {
    let folder = Folder::new();
    for kind in ["encoded", "frus", "letter", "tei", "transcript", "volume"] {
        for entry in std::fs::read_dir(root().join("samples").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if [".txt", ".toml", ".xml", ".csv"].iter().any(|end| name.ends_with(end)) {
                folder.write(&format!("samples/{kind}/{name}"), &std::fs::read(&path).unwrap());
            }
        }
    }
    folder
}

fn check(folder: &Folder, page: &str, command: &str, expected: &str) {
    if let Some(echo) = command.strip_prefix("echo '") {
        let (line, file) = echo.split_once("' >> ").unwrap();
        let text = std::fs::read_to_string(folder.path(file)).unwrap_or_default();
        return folder.write(file, format!("{text}{line}\n").as_bytes());
    }
    let arguments: Vec<&str> = command.strip_prefix("recto ").unwrap().split_whitespace().collect();
    let ran = folder.run(&arguments);
    let printed = format!("{}{}", ran.stderr, ran.stdout);
    assert!(
        matches(expected.trim(), printed.trim()),
        "{page}: {command}\nshould print\n{expected}\nbut prints\n{printed}"
    );
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

/// Every key of the built-in profile stands in the page of profiles, and every field of the metadata in theirs.
#[test]
fn every_key_is_documented() {
    let profiles = page("docs/profiles.md");
    let profile = recto::internals::profile::built_in("letter").unwrap();
    let table = toml::Table::try_from(&profile).unwrap();
    for (key, value) in &table {
        let in_table = value.as_table().filter(|_| !["weights", "words", "language", "tags"].contains(&key.as_str()));
        match in_table {
            Some(inner) => inner.keys().for_each(|name| assert_documented(&profiles, &format!("{key}.{name}"))),
            None => assert_documented(&profiles, key),
        }
    }
    for name in table["language"]["en"].as_table().unwrap().keys() {
        assert_documented(&profiles, name);
    }
    let unknown = recto::internals::text::Source::new("x.toml", "no-such-key = 1");
    let (_, findings) = recto::internals::metadata::read(&unknown);
    let help = findings[0].help.clone().unwrap();
    let keys = help.trim_start_matches("known here: ").split(", ");
    let metadata = page("docs/metadata.md");
    keys.for_each(|key| assert_documented(&metadata, key));
}

/// Every key of `recto.toml` stands in its page: a wrong key is answered with all that are known.
#[test]
fn every_key_of_a_project_is_documented() {
    let folder = Folder::with(&[("a.xml", "<a/>"), ("recto.toml", "q = 1\n[validate]\nq = 1\n")]);
    let ran = folder.run(&["validate", "a.xml", "--format", "json"]);
    let known = ran.stdout.lines().filter_map(|line| line.split_once("known here: "));
    let known: Vec<Vec<&str>> = known.map(|(_, keys)| keys.split('"').next().unwrap().split(", ").collect()).collect();
    assert_eq!(known.len(), 2, "{ran:?}");
    let (tables, keys) = if known[0].contains(&"schemas") { (&known[0], &known[1]) } else { (&known[1], &known[0]) };
    let whole = tables.iter().filter(|table| ["profile", "schemas", "metadata"].contains(table));
    let project = page("docs/project.md");
    whole.for_each(|table| assert_documented(&project, table));
    keys.iter().for_each(|key| assert_documented(&project, &format!("validate.{key}")));
}

/// Every function that rules can use stands in their page.
#[test]
fn every_function_of_xpath_is_documented() {
    let functions = page("docs/xpath.md");
    recto::internals::xpath::functions().into_iter().for_each(|name| assert_documented(&functions, name));
}

fn assert_documented(page: &Page, key: &str) {
    assert!(page.text.contains(&format!("`{key}`")), "{} does not explain `{key}`", page.name);
}
