//! `recto init`, `config` and `generate`: a project from nothing, what is in force in it, and what is made from the definitions.
//! The book's walk through a project is tested with it.

use std::fmt::Write;

use crate::folder::Folder;

/// All files of a folder, one after the other.
fn whole(folder: &Folder) -> String {
    let mut text = String::new();
    for name in folder.files() {
        let _ = writeln!(text, "== {name}\n{}", folder.read(&name).trim_end());
    }
    text
}

#[test]
fn a_new_project_has_its_files() {
    let folder = Folder::new();
    let ran =
        folder.run(&["init", "edition", "--language", "de,fr", "--publisher", "Die \"Ausgabe\"", "--ci", "gitlab"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    insta::assert_snapshot!("new_project", whole(&folder));
}

#[test]
fn a_new_project_is_clean_in_each_language() {
    for language in ["en", "de", "fr"] {
        let folder = Folder::new();
        assert_eq!(folder.run(&["init", "--language", language, "--yes"]).status, Some(0));
        for command in [["convert"].as_slice(), &["convert", "--check"], &["validate", "--rules", "always"]] {
            let arguments: Vec<&str> = command.iter().copied().chain(["--deny-warnings"]).collect();
            let ran = folder.run(&arguments);
            assert_eq!(ran.status, Some(0), "{language} {ran:?}");
        }
        let tei = folder.read("tei/letter.xml");
        for part in ["<dateline>", "<salute>", " n=\"2\"/>", "<closer>", "<signed>", "<title>A sample</title>"] {
            assert!(tei.contains(part), "{language}: no {part} in {tei}");
        }
    }
}

#[test]
fn what_is_there_stays() {
    let folder = Folder::with(&[("house.toml", "name = 'mine'\n")]);
    let ran = folder.run(&["init", "--yes"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stdout.contains("house.toml was there, and is as it was\n"), "{ran:?}");
    assert_eq!(folder.read("house.toml"), "name = 'mine'\n");
    let again = folder.run(&["init", "--yes"]);
    assert_eq!((again.status, again.stdout.as_str()), (Some(2), ""), "{again:?}");
    for bad in [["--profile", "lettre"], ["--language", "xx"]] {
        let folder = Folder::new();
        let ran = folder.run(&["init", bad[0], bad[1]]);
        assert_eq!((ran.status, folder.files()), (Some(2), Vec::new()), "{ran:?}");
    }
}

#[test]
fn what_is_in_force_is_told_with_its_place() {
    let folder = Folder::with(&[
        (
            "edition/recto.toml",
            r#"profile = "frus"
[schemas]
house = "house.rnc"
[validate]
schema = "house"
[[schema]]
files = "tei/drafts/**"
schema = "recto-letter"
[[severity]]
code = ["R0202", "R0203"]
severity = "error"
[[severity]]
code = "R0202"
files = "texts/drafts/**"
severity = "off"
[[allow]]
code = "R1407"
files = "tei/d1.xml"
reason = "misprint"
[metadata]
publisher = "Us"
place = "Vienna"
"#,
        ),
        ("edition/house.rnc", "start = element a { empty }\n"),
        ("edition/texts/drafts/d1.toml", "place = \"Paris\"\n"),
        ("edition/tei/d1.xml", "<?xml-model href='own.rng'?>\n<a/>\n"),
    ]);
    let mut told = String::new();
    for path in
        ["edition/texts/drafts/d1.txt", "edition/texts/d2.txt", "edition/tei/d1.xml", "edition/tei/drafts/d2.xml", "."]
    {
        let ran = folder.run(&["config", path]);
        let _ = writeln!(told, "== {path}: {:?}\n{}{}", ran.status, ran.stderr, ran.stdout);
    }
    let ran = folder.run(&["config", "edition", "--format", "json"]);
    told.push_str(&ran.stdout);
    insta::assert_snapshot!("in_force", told);
}

#[test]
fn completions_and_the_man_page_know_every_command() {
    let folder = Folder::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = folder.run(&["generate", "completions", shell]);
        assert_eq!(ran.status, Some(0));
        assert!(ran.stdout.contains("validate") && ran.stdout.contains("deny-warnings"), "{shell}");
    }
    let man = folder.run(&["generate", "man"]).stdout;
    for part in ["RECTO CONVERT", "RECTO REVIEW", "pending", "Exit status", "recto generate profile"] {
        assert!(man.contains(part), "{part}: {man}");
    }
    // There is one page: it names no other, such as `recto-convert(1)`.
    assert!(!man.contains("(1)"), "{man}");
}
