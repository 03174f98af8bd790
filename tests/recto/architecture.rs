//! Imports run one way. Takes the sources in `src/`; holds each top-level module to the list of those it may name.
//!
//! Only code that ships counts: what stands below `#[cfg(test)]` may name anything. A module that is not in the table fails the
//! test, so that a new one finds its place.

use std::collections::BTreeSet;
use std::path::Path;

/// A module and the modules it may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("budget", &[]),
    ("vocabulary", &[]),
    ("text", &[]),
    ("diag", &["text"]),
    ("settings", &["diag", "text"]),
    ("model", &["text"]),
    ("profile", &["settings", "datatype", "diag", "text", "model"]),
    ("metadata", &["settings", "datatype", "diag", "text", "model"]),
    ("xml", &["text", "diag"]),
    ("xinclude", &["xml", "text", "diag"]),
    ("datatype", &["text"]),
    ("relaxng", &["xml", "datatype", "diag", "text", "settings"]),
    ("xpath", &["xml", "datatype", "text", "budget"]),
    ("schematron", &["relaxng", "xpath", "xml", "diag", "text", "budget"]),
    ("nvdl", &["relaxng", "schematron", "xml", "diag", "text", "budget"]),
    (
        "check",
        &["vocabulary", "relaxng", "schematron", "nvdl", "budget", "letter", "model", "profile", "xml", "diag", "text"],
    ),
    ("letter", &["model", "profile", "text", "diag", "settings"]),
    ("register", &["model", "profile", "xml", "text", "diag"]),
    ("tei", &["vocabulary", "model", "profile", "metadata", "xml", "datatype", "text", "diag"]),
    ("convert", &["letter", "register", "tei", "xml", "model", "profile", "metadata", "text", "diag"]),
    ("eval", &["xml"]),
    ("ids", &["vocabulary", "check", "xml", "datatype", "diag", "text"]),
    ("format", &["vocabulary", "relaxng", "xml", "diag", "text"]),
    ("diff", &["xml", "text"]),
    ("review", &["diff", "xml", "diag", "text"]),
    ("report", &["diag", "text", "xml"]),
    (
        "project",
        &[
            "budget",
            "convert",
            "check",
            "eval",
            "format",
            "ids",
            "diff",
            "review",
            "relaxng",
            "schematron",
            "xinclude",
            "nvdl",
            "xml",
            "letter",
            "register",
            "tei",
            "profile",
            "metadata",
            "settings",
            "text",
            "diag",
        ],
    ),
    (
        "cli",
        &[
            "project",
            "budget",
            "eval",
            "ids",
            "diff",
            "review",
            "report",
            "schematron",
            "xml",
            "register",
            "tei",
            "profile",
            "settings",
            "text",
            "diag",
        ],
    ),
];

#[test]
fn imports_run_one_way() {
    let mut faults = Vec::new();
    for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "") {
        let module = path.split(['/', '.']).next().unwrap();
        if ["lib", "main"].contains(&module) {
            continue;
        }
        faults.extend(check(module, &text).into_iter().map(|fault| format!("{path}: {fault}")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn only_reports_name_miette() {
    for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "") {
        assert!(path == "report/human.rs" || !shipped(&text).contains("miette::"), "{path}");
    }
}

/// The files of `project` that open, list or write files themselves, and one of `cli`, for the file that GitHub names. What they are
/// given was looked at by `border`.
const TOUCH_FILES: &[&str] = &[
    "cli/output.rs",
    "project/border.rs",
    "project/disk.rs",
    "project/find.rs",
    "project/journal.rs",
    "project/lock.rs",
    "project/pending.rs",
    "project/place.rs",
    "project/record.rs",
    "project/replace.rs",
    "project/decision.rs",
    "project/stage.rs",
    "project/write.rs",
    "project/written.rs",
];

/// How files are opened, listed, written and taken away.
const TOUCHING: &[&str] = &[
    "File::open",
    "File::create",
    "OpenOptions::new",
    "WalkDir::new",
    "fs::copy",
    "fs::create",
    "fs::read",
    "fs::remove",
    "fs::rename",
    "fs::write",
    "fs::hard_link",
];

#[test]
fn nothing_goes_around_the_border() {
    let mut faults = Vec::new();
    for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "") {
        let code = shipped(&text);
        let found = TOUCHING.iter().filter(|way| code.contains(**way) && !TOUCH_FILES.contains(&path.as_str()));
        faults.extend(found.map(|way| format!("{path}: {way}")));
    }
    assert!(faults.is_empty(), "read by `Border`, and write what it allows:\n{}", faults.join("\n"));
}

#[test]
fn the_table_has_no_circle() {
    // Each module names only those before it in some order: take away what names nothing that is left until none is left.
    let mut left: Vec<_> = MAY_NAME.to_vec();
    while !left.is_empty() {
        let names: BTreeSet<&str> = left.iter().map(|(name, _)| *name).collect();
        let before = left.len();
        left.retain(|(_, may)| may.iter().any(|name| names.contains(name)));
        assert!(left.len() < before, "circle among {names:?}");
    }
}

#[test]
fn the_check_can_fail() {
    assert_eq!(check("text", "use crate::diag::Code;\n"), ["text names diag"]);
    assert_eq!(check("text", "fn f() { crate::tei::write(); }\n"), ["text names tei"]);
    assert_eq!(check("report", "use crate::{diag::Code, project, text};\n"), ["report names project"]);
    assert_eq!(check("nowhere", ""), ["nowhere is not in the table"]);
    assert!(check("text", "use crate::text::Span;\n#[cfg(test)]\nmod tests { use crate::diag; }\n").is_empty());
    assert!(check("text", "/// See [`crate::diag`].\n// crate::diag\n").is_empty());
}

fn check(module: &str, text: &str) -> Vec<String> {
    let Some((_, may)) = MAY_NAME.iter().find(|(name, _)| *name == module) else {
        return vec![format!("{module} is not in the table")];
    };
    named(shipped(text).as_str())
        .into_iter()
        .filter(|name| name != module && !may.contains(&name.as_str()))
        .map(|name| format!("{module} names {name}"))
        .collect()
}

/// The code without comments, up to the tests, which stand last in a file.
fn shipped(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The top-level modules behind every `crate::`, braces included.
fn named(code: &str) -> BTreeSet<String> {
    let first_name = |path: &str| -> String {
        let path = path.trim_start();
        path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(group) => names.extend(top_level_parts(group).iter().map(|part| first_name(part))),
            None => {
                names.insert(first_name(rest));
            }
        }
    }
    names.remove("");
    names
}

/// The parts between the commas of a group, up to its closing brace.
fn top_level_parts(group: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => parts.push(String::new()),
            other => parts.last_mut().unwrap().push(other),
        }
    }
    parts
}

/// Every Rust file below a folder with its path there.
fn sources(folder: &Path, prefix: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            found.extend(sources(&path, &format!("{name}/")));
        } else if name.ends_with(".rs") {
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}
