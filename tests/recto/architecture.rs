//! The structure of the sources. Takes the files in `src/`; compares what each module imports with its row in the table of
//! `src/lib.rs`, in both directions, and finds circles of modules and of files.
//!
//! Only code that ships counts: what stands below `#[cfg(test)]` may name anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The table of `src/lib.rs`: each module with the modules it imports.
fn table() -> Vec<(String, BTreeSet<String>)> {
    let rows =
        include_str!("../../src/lib.rs").lines().filter_map(|line| line.strip_prefix("//! | ")?.strip_suffix(" |"));
    let cells = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    let name = |cell: &str| cell.trim_matches(['[', ']', '`']).trim_start_matches("mod@").to_owned();
    let imported = |cell: &str| cell.split(", ").map(str::to_owned).filter(|name| name != "–").collect();
    cells.filter(|row| row[0].contains('`')).map(|row| (name(row[0]), imported(row[2]))).collect()
}

#[test]
fn modules_import_what_the_table_says() {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "") {
        let module = path.split(['/', '.']).next().unwrap().to_owned();
        if !["lib", "main"].contains(&module.as_str()) {
            let imported = named(&shipped(&text)).into_iter().filter(|name| *name != module);
            found.entry(module.clone()).or_default().extend(imported);
        }
    }
    assert_eq!(found, table().into_iter().collect());
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
    "project/decision.rs",
    "project/disk.rs",
    "project/find.rs",
    "project/journal.rs",
    "project/lock.rs",
    "project/place.rs",
    "project/record.rs",
    "project/regular.rs",
    "project/report_writer.rs",
    "project/stage.rs",
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
    assert_eq!(circles(&table().into_iter().collect()), Vec::<Vec<String>>::new());
}

#[test]
fn imports_are_found_in_code_alone() {
    let names = |text: &str| named(&shipped(text)).into_iter().collect::<Vec<_>>();
    assert_eq!(
        names(
            "use crate::diag::Code;
"
        ),
        ["diag"]
    );
    assert_eq!(
        names(
            "fn f() { crate::tei::write(); }
"
        ),
        ["tei"]
    );
    assert_eq!(
        names(
            "use crate::{diag::Code, project, text};
"
        ),
        ["diag", "project", "text"]
    );
    assert_eq!(
        names(
            "use crate::text::Span;
#[cfg(test)]
mod tests { use crate::diag; }
"
        ),
        ["text"]
    );
    assert_eq!(
        names(
            "/// See [`crate::diag`].
// crate::diag
"
        ),
        Vec::<String>::new()
    );
}

/// What can be reached from itself: each a set of names that lead to one another.
fn circles(graph: &BTreeMap<String, BTreeSet<String>>) -> Vec<Vec<String>> {
    let reached = |from: &String| {
        let mut found = BTreeSet::new();
        let mut open: Vec<&String> = vec![from];
        while let Some(name) = open.pop() {
            open.extend(graph.get(name).into_iter().flatten().filter(|next| found.insert((*next).clone())));
        }
        found
    };
    let all: BTreeMap<&String, BTreeSet<String>> = graph.keys().map(|name| (name, reached(name))).collect();
    let leads = |from: &String, to: &String| all.get(from).is_some_and(|found| found.contains(to));
    let of = |name: &&String| all[*name].iter().filter(|other| leads(other, name)).cloned().collect::<Vec<_>>();
    let found: BTreeSet<Vec<String>> = graph.keys().collect::<Vec<_>>().iter().map(of).collect();
    found.into_iter().filter(|circle| !circle.is_empty()).collect()
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
