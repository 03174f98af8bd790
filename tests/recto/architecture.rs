//! The structure of the sources. Takes the files in `src/`; compares what each module imports with its row in the table of
//! `src/lib.rs`, in both directions, and finds circles of modules and of files. A file names another by a path that leads to it; what it
//! only hands on with `pub use` it does not name.
//!
//! Only code that ships counts: what stands below `#[cfg(test)]` may name anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use regex::Regex;

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

/// Circles of more than two files that are allowed, each with its files in order: XPath's own recursion alone. A function is a value that holds
/// the expression it evaluates and what surrounded it, and an expression holds values. Elsewhere a type that several files pass on has a file of
/// its own, and a function stands where its type does.
const ALLOWED_CIRCLES: &[&[&str]] = &[&[
    "xpath/arithmetic",
    "xpath/axis",
    "xpath/cast",
    "xpath/collation",
    "xpath/compare",
    "xpath/documents",
    "xpath/error",
    "xpath/evaluate",
    "xpath/expression",
    "xpath/function_item",
    "xpath/item",
    "xpath/library",
    "xpath/memory",
    "xpath/pattern",
    "xpath/signature",
    "xpath/types",
    "xpath/variable",
]];

#[test]
fn no_three_files_name_each_other_in_a_circle() {
    let found: Vec<_> = circles(&named_files(&files())).into_iter().filter(|circle| circle.len() > 2).collect();
    assert_eq!(found, ALLOWED_CIRCLES, "allowed are those on the right");
}

#[test]
fn files_are_found_behind_the_names_of_others() {
    let files =
        |all: &[(&str, &str)]| all.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect();
    let all = files(&[
        ("a", "mod b;\nmod c;\npub use c::{Third, fourth};\nfn f() { b::first() }"),
        ("a/b", "use super::Third;\nuse crate::{a::d::Fifth, e};"),
        ("a/c", "use std::fmt;\npub(in crate::a) struct Third;"),
        ("a/d", "pub struct Fifth(super::super::e::Sixth);"),
        ("e", "pub use crate::a::Third as Other;\nfn f() -> Option<Other> { None }"),
    ]);
    let expected = [("a", "a/b"), ("a/b", "a/c a/d e"), ("a/c", ""), ("a/d", "e"), ("e", "a/c")];
    let found =
        named_files(&all).into_iter().map(|(name, named)| (name, named.into_iter().collect::<Vec<_>>().join(" ")));
    assert_eq!(found.collect::<Vec<_>>(), expected.map(|(name, named)| (name.to_owned(), named.to_owned())));
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

/// The code of all modules by their paths: `xml/document` for `xml/document/mod.rs`.
fn files() -> BTreeMap<String, String> {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "").into_iter();
    let module = |path: &str| path.trim_end_matches(".rs").trim_end_matches("/mod").to_owned();
    sources
        .map(|(path, text)| (module(&path), shipped(&text)))
        .filter(|(path, _)| path != "lib" && path != "main")
        .collect()
}

/// What each file names of the others: paths of `use`, and those in the code.
fn named_files(files: &BTreeMap<String, String>) -> BTreeMap<String, BTreeSet<String>> {
    let uses = Regex::new(r"(?m)^\s*(pub(?:\([^)]*\))? )?use ([^;]+);").unwrap();
    let not_code = Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))? )?(?:use [^;]+|mod \w+);|pub\(in [^)]*\)").unwrap();
    let words = Regex::new(r"\w+(?:::\w+)*").unwrap();
    let mut handed_on = BTreeMap::new();
    let mut paths = BTreeMap::new();
    for (file, code) in files {
        let plain = not_code.replace_all(code, "");
        let words: Vec<&str> = words.find_iter(&plain).map(|word| word.as_str()).collect();
        let mut own: Vec<String> = words.iter().filter(|word| word.contains("::")).map(ToString::to_string).collect();
        for found in uses.captures_iter(code) {
            for (path, name) in flat(&found[2]) {
                let is_named = words.iter().any(|word| word.split("::").next() == Some(&*name));
                if found.get(1).is_some() {
                    handed_on.insert((file.clone(), name), path.clone());
                }
                own.extend((found.get(1).is_none() || is_named).then_some(path));
            }
        }
        paths.insert(file, own);
    }
    let target = |file: &String, path: &String| -> Option<String> {
        let (mut at, mut name) = resolved(files, file, path)?;
        while let Some(further) = handed_on.get(&(at.clone(), name.clone())) {
            (at, name) = resolved(files, &at, further)?;
        }
        Some(at).filter(|at| at != file)
    };
    let named = |(file, paths): (&String, Vec<String>)| {
        (file.clone(), paths.iter().filter_map(|path| target(file, path)).collect())
    };
    paths.into_iter().map(named).collect()
}

/// The paths of a `use`, each with the name that it gets.
fn flat(tree: &str) -> Vec<(String, String)> {
    let tree = tree.trim();
    let Some((before, group)) = tree.split_once('{') else {
        let (path, name) = tree.split_once(" as ").unwrap_or((tree, tree.rsplit("::").next().unwrap()));
        return vec![(path.to_owned(), name.to_owned())];
    };
    let parts = top_level_parts(group).into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| flat(&part)).map(|(path, name)| (format!("{before}{path}"), name)).collect()
}

/// The file that a path in another leads to, and the name in it; `None` where it leads out of the sources.
fn resolved(files: &BTreeMap<String, String>, from: &str, path: &str) -> Option<(String, String)> {
    let mut way: Vec<&str> = from.split('/').collect();
    let mut names = path.split("::").peekable();
    match *names.peek()? {
        "crate" => way.clear(),
        "self" | "super" => {}
        child if files.contains_key(&format!("{from}/{child}")) => {}
        _ => return None,
    }
    while let Some(name) = names.next_if(|name| ["crate", "self", "super"].contains(name)) {
        way.truncate(way.len() - usize::from(name == "super"));
    }
    while let Some(child) = names.next_if(|name| files.contains_key(&[&way[..], &[name]].concat().join("/"))) {
        way.push(child);
    }
    Some((way.join("/"), names.next().unwrap_or_default().to_owned())).filter(|(file, _)| files.contains_key(file))
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
