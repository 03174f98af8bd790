//! What differs between two documents: each pair with what is found, and that every choice of changes is well-formed.

use std::io::Write;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use recto::internals::diff::{Kind, Text, Version, compare, forward, unified};
use recto::internals::review::{accepting, changes, rejecting};
use recto::internals::xml::{Document, External};

use super::folder::Folder;

fn found(before: &str, after: &str) -> Vec<String> {
    let (old, new) = (Document::parse(before, External::Noted).0, Document::parse(after, External::Noted).0);
    let hunks = compare(Version { document: &old, text: before }, Version { document: &new, text: after });
    let edits = forward(hunks.iter().flat_map(|hunk| &hunk.edits), after).unwrap();
    assert_eq!(edits.apply(before), after, "the edits lead there");
    let show = |difference: &recto::internals::diff::Difference| {
        let (a, b) = (&difference.before, &difference.after);
        let texts = match difference.kind {
            Kind::Text | Kind::Attribute => format!(": {} | {}", a.span.of(before), b.span.of(after)),
            _ => String::new(),
        };
        format!("{} {} > {}{texts}", difference.kind.name(), a.name, b.name)
    };
    hunks.iter().flat_map(|hunk| &hunk.differences).map(show).collect()
}

#[test]
fn kinds_are_told_apart() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("<p>Dear Bill</p>", "<p>Dear Jack</p>", &["text p > p: Bill | Jack"]),
        ("<p n='1'>a</p>", "<p n='2'>a</p>", &["attribute p/@n > p/@n: 1 | 2"]),
        ("<p>a</p>", "<p n='2'>a</p>", &["attribute  > p/@n:  | 2"]),
        ("<p>a  b</p>", "<p>a b</p>", &["white-space p > p"]),
        ("<d><p>a</p><p>b</p></d>", "<d>\n<p>a</p>\n<p>b</p></d>", &["white-space d > d"]),
        ("<p>a<!--x--></p>", "<p>a<!--y--></p>", &["comment p > p"]),
        ("<d><p>a b</p></d>", "<d><q>a b</q></d>", &["element p > q"]),
        ("<d><p>a b</p></d>", "<d><c><s>a b</s></c></d>", &["element p > c/s"]),
        (
            "<d><p>Yours,</p><p>Ed</p></d>",
            "<d><c><s>Yours,</s><g>Ed</g></c></d>",
            &["element p > c/s", "element p > c/g"],
        ),
        ("<p>a b c</p>", "<p>a <hi>b</hi> c</p>", &["element  > hi"]),
        ("<p>a <pb n='1'/>b</p>", "<p>a b</p>", &["element pb > "]),
        ("<p>a <pb/>b</p>", "<p>a <lb/>b</p>", &["element pb > lb"]),
        ("<d><p>a b</p><p>c d</p></d>", "<d><p>c d</p></d>", &["element p > ", "text p > d: a b | "]),
        ("<d><p>one two three</p><p>x</p><p>y</p></d>", "<d><p>x</p><p>y</p><p>one two three</p></d>", &["move p > p"]),
    ];
    for (before, after, expected) in cases {
        let mut found = found(before, after);
        found.dedup();
        assert_eq!(found.join("\n"), expected.join("\n"), "{before} {after}");
    }
}

#[test]
fn what_no_reader_sees_is_no_difference() {
    let (before, after) = ("<p a='1' b='2'>&amp;</p>", "<p b=\"2\" a='1'>&#38;</p>");
    let (old, new) = (Document::parse(before, External::Noted).0, Document::parse(after, External::Noted).0);
    let hunks = compare(Version { document: &old, text: before }, Version { document: &new, text: after });
    assert!(hunks.is_empty(), "{hunks:?}");
}

#[test]
fn folders_are_compared_file_by_file() {
    let folder = Folder::with(&[
        ("a/x.xml", "<p>Dear Bill</p>"),
        ("a/only.xml", "<p/>"),
        ("b/x.xml", "<p>Dear Jack</p>"),
        ("b/y/new.xml", "<p/>"),
    ]);
    let ran = folder.run(&["diff", "a", "b"]).exits(1);
    assert!(ran.stdout.contains("only.xml: only before\nx.xml:1:9: text p\n  - Bill\n  + Jack\n"), "{ran:?}");
    assert!(ran.stdout.contains("3 files: 1 different, 2 missing; 1 text, 0 move, "), "{ran:?}");
    folder.run(&["diff", "a/x.xml", "a/x.xml"]).exits(0);
    folder.run(&["diff", "a", "b/x.xml"]).exits(2).prints_nothing();
    folder.write("broken.xml", b"<p>");
    folder.run(&["diff", "a/x.xml", "broken.xml"]).exits(2).says("R1002");
    let ran = folder.run(&["diff", "a/x.xml", "b/x.xml", "--format", "json"]).exits(1);
    let row: serde_json::Value = serde_json::from_str(ran.stdout.trim()).unwrap();
    assert_eq!(
        (&row["kind"], &row["before"]["text"], &row["after"]["start"]),
        (&"text".into(), &"Bill".into(), &8.into())
    );
}

/// The text before, changed as a unified diff says; every line that it says is there has to be there.
fn patched(before: &str, patch: &str) -> String {
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let (mut made, mut at) = (String::new(), 0);
    let mut rows = patch.split_inclusive('\n').skip(2).peekable();
    while let Some(row) = rows.next() {
        if let Some(numbers) = row.strip_prefix("@@ -") {
            let (first, rest) = numbers.split_once(',').unwrap();
            let count: usize = rest.split(' ').next().unwrap().parse().unwrap();
            let start = first.parse::<usize>().unwrap() - usize::from(count > 0);
            made.extend(lines[at..start].iter().copied());
            at = start;
            continue;
        }
        let ends_open = rows.next_if(|next| next.starts_with('\\')).is_some();
        let line = if ends_open { row.trim_end_matches('\n') } else { row };
        let (sign, line) = line.split_at(1);
        if sign != "+" {
            assert_eq!(lines[at], line);
            at += 1;
        }
        if sign != "-" {
            made.push_str(line);
        }
    }
    made.extend(lines[at..].iter().copied());
    made
}

proptest! {
    #[test]
    fn a_unified_diff_leads_from_one_text_to_the_other(
        before in prop::collection::vec(prop::sample::select(vec!["a\n", "b\n", "\n", "c\r\n", "d"]), 0..30),
        after in prop::collection::vec(prop::sample::select(vec!["a\n", "b\n", "\n", "-\n", "\\\n", "d"]), 0..30),
        kept in 0..30_usize,
    ) {
        let after = [&before[..kept.min(before.len())], &after].concat();
        let (before, after) = (before.concat(), after.concat());
        let patch = unified(Text { name: Some("a"), text: &before }, Text { name: Some("b"), text: &after });
        prop_assert_eq!(patched(&before, &patch), after);
    }
}

#[test]
fn patch_takes_a_unified_diff() {
    let long: String = (0..50).map(|n| format!("<p>{n}</p>\n")).collect();
    let (a, b) = (format!("<d>\n{long}</d>"), format!("<d>\n{long}</d>\n"));
    let folder = Folder::with(&[
        ("a/x y.xml", &a),
        ("b/x y.xml", &b.replace(">7<", ">seven<").replace("<p>40</p>\n", "")),
        ("a/old.xml", "<p/>\n"),
        ("b/n/new.xml", "<p/>\n"),
        ("a/same.xml", "<p a='1'/>\n"),
        ("b/same.xml", "<p  a='1'/>\n"),
    ]);
    let ran = folder.run(&["diff", "a", "b", "--format", "unified"]).exits(1);
    assert!(!ran.stdout.contains("same.xml"), "{}", ran.stdout);
    insta::assert_snapshot!(ran.stdout);
    let patch = Command::new("patch").args(["-p1", "-E", "-d"]).arg(folder.path("a")).stdin(Stdio::piped()).spawn();
    let Ok(mut patch) = patch else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no `patch` is here to apply a diff");
        return;
    };
    patch.stdin.take().unwrap().write_all(ran.stdout.as_bytes()).unwrap();
    assert!(patch.wait().unwrap().success());
    folder.run(&["diff", "a", "b"]).exits(0);
    assert_eq!(folder.read("a/x y.xml"), folder.read("b/x y.xml"));
    assert!(!folder.path("a/old.xml").exists());
}

/// Differences are findings of the file after, in every format of findings.
#[test]
fn differences_are_reported() {
    let folder = Folder::with(&[
        ("a/x.xml", "<p>\nDear Bill</p>"),
        ("b/x.xml", "<p>\nDear Jack</p>"),
        ("a/only.xml", "<p/>"),
        ("b/only.xml", "<p/>"),
        ("b/y.xml", "<p/>"),
    ]);
    let title = "title=R1531%3A differs from the other version";
    let expected = [
        format!("::error file=b/x.xml,line=2,endLine=2,col=6,endColumn=10,{title}::text p: “Bill” → “Jack”"),
        format!("::error file=b/y.xml,{title}::the file is only in the version after"),
    ];
    let ran = folder.run(&["diff", "a", "b", "--format", "github"]).exits(1);
    assert_eq!(ran.stdout, expected.join("\n") + "\n");
    let (alone, both) = (
        folder.run(&["diff", "a", "b"]).exits(1),
        folder.run(&["diff", "a", "b", "--report", "github=x.txt", "--report", "junit=x.xml"]).exits(1),
    );
    assert_eq!((alone.stdout, alone.stderr), (both.stdout, both.stderr));
    assert_eq!(folder.read("x.txt"), ran.stdout);
    assert!(folder.read("x.xml").contains("tests=\"3\" failures=\"2\""), "{}", folder.read("x.xml"));
    folder.run(&["diff", "a", "b", "--format", "sarif", "--count"]).exits(2).prints_nothing().says("--count");
    folder.run(&["validate", "a", "--format", "unified"]).exits(2).prints_nothing().says("only `diff`");
}

fn element(depth: u32) -> BoxedStrategy<String> {
    let word = prop::sample::select(vec!["a", "b b", "\n", "<pb/>", "&amp;", "c"]).prop_map(str::to_owned);
    if depth == 0 {
        return word.boxed();
    }
    let inner = prop::collection::vec(element(depth - 1), 0..4);
    let name = prop::sample::select(vec!["p", "q", "d n=\"1\"", "d", "x:e xmlns:x=\"u\""]);
    let whole = (name, inner).prop_map(|(name, inner)| {
        let end = name.split(' ').next().unwrap();
        format!("<{name}>{}</{end}>", inner.concat())
    });
    prop_oneof![1 => word, 3 => whole].boxed()
}

proptest! {
    #[test]
    fn every_choice_of_changes_is_well_formed(
        before in prop::collection::vec(element(3), 0..4),
        after in prop::collection::vec(element(3), 0..4),
        chosen in any::<u64>(),
    ) {
        let (before, after) = (format!("<r>{}</r>", before.concat()), format!("<r>{}</r>", after.concat()));
        let all = changes(&before, &after, &[]).unwrap();
        let (chosen, others): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|(at, _)| chosen >> (at % 64) & 1 == 1);
        let accepted = accepting(chosen.iter().map(|(_, change)| *change), &after).unwrap().apply(&before);
        let rejected = rejecting(others.iter().map(|(_, change)| *change), &before).unwrap().apply(&after);
        prop_assert_eq!(&accepted, &rejected);
        let findings = Document::parse(&accepted, External::Noted).1;
        prop_assert!(findings.is_empty(), "{} {} {} {:?}", before, after, accepted, findings);
        prop_assert_eq!(accepting(&all, &after).unwrap().apply(&before), after);
    }
}
