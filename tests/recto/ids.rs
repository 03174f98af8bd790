//! `recto ids`: ids by a pattern; pointers follow; nothing else changes, and nothing is written where anything is wrong.

use super::folder::Folder;

fn tei(inside: &str) -> String {
    format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text>{inside}</text></TEI>")
}

/// What a file becomes.
#[track_caller]
fn check(arguments: &[&str], before: &str, after: &str) {
    let folder = Folder::with(&[("a.xml", &tei(before))]);
    folder.run(&[&["ids", "a.xml"], arguments].concat()).exits(0);
    assert_eq!(folder.read("a.xml"), tei(after));
}

#[test]
fn ids_are_made_by_the_pattern() {
    let p = &["--element", "p", "--pattern", "p{n}"][..];
    check(p, "<p  rend='x' >a&amp;</p>\n<p/>", "<p xml:id=\"p1\"  rend='x' >a&amp;</p>\n<p xml:id=\"p2\"/>");
    // A number that was in use does not come to mean something else.
    check(p, "<p xml:id='p1'/><p/><p xml:id='p7'/>", "<p xml:id='p1'/><p xml:id=\"p8\"/><p xml:id='p7'/>");
    check(
        &["--element", "note", "--element", "seg", "--pattern", "{parent}-{n}"],
        "<p xml:id='a'><note><seg/></note><note/></p><p xml:id='b'><note/></p>",
        "<p xml:id='a'><note xml:id=\"a-1\"><seg xml:id=\"a-1-1\"/></note><note xml:id=\"a-2\"/></p>\
         <p xml:id='b'><note xml:id=\"b-1\"/></p>",
    );
    check(
        &["--element", "note", "--pattern", "{document}fn{n}"],
        "<div xml:id='d1'><p xml:id='p'><note/></p></div>",
        "<div xml:id='d1'><p xml:id='p'><note xml:id=\"d1fn1\"/></p></div>",
    );
}

#[test]
fn pointers_follow_in_all_files() {
    let a = tei("<p xml:id='p2'/><p xml:id='p1'/><ptr target='#p1  #p2 #px' n='#p1'/>");
    let b = tei("<ptr target='#p1 ../a.xml#p1 a.xml#p1' xml:lang='de'/>");
    let folder = Folder::with(&[("t/a.xml", &a), ("t/in/b.xml", &b)]);
    let arguments = ["ids", "t", "--element", "p", "--pattern", "p{n}", "--renumber"];
    let shown = folder.run(&[&arguments[..], &["--check", "--format", "concise"]].concat()).exits(1);
    assert_eq!(shown.stdout.lines().filter(|line| line.contains("R1711")).count(), 5, "{shown:?}");
    assert_eq!((folder.read("t/a.xml"), folder.read("t/in/b.xml")), (a.clone(), b.clone()));
    folder.run(&arguments).exits(0).says("5 changes made in 2 files");
    assert_eq!(folder.read("t/a.xml"), tei("<p xml:id='p1'/><p xml:id='p2'/><ptr target='#p2  #p1 #px' n='#p1'/>"));
    assert_eq!(folder.read("t/in/b.xml"), tei("<ptr target='#p1 ../a.xml#p2 a.xml#p1' xml:lang='de'/>"));
    folder.run(&arguments).exits(0).says("0 changes made in 0 files");
}

#[test]
fn nothing_is_written_where_anything_is_wrong() {
    let good = tei("<p/>");
    let renumber = &["--element", "p", "--pattern", "p{n}", "--renumber"][..];
    for (bad, arguments, code) in [
        (tei("<div xml:id='p1'/><p/>"), renumber, "R1712"),
        (tei("<p/><p/>"), &["--element", "p", "--pattern", "p"], "R1712"),
        (tei("<p/>"), &["--element", "p", "--pattern", "{n}"], "R1713"),
        (tei("<p/>"), &["--element", "p", "--pattern", "{parent}.{n}"], "R1713"),
        (tei("<p xml:id='p1'/><p xml:id='p1'/>"), renumber, "R1713"),
        (tei("<p xml:id='x'/><ptr target='#range(x,y)'/>"), renumber, "R1714"),
        (tei("<p xml:id='x'/><ptr target='&#35;x'/>"), renumber, "R1714"),
        ("<p>".to_owned(), renumber, "R1002"),
    ] {
        let folder = Folder::with(&[("t/a.xml", &good), ("t/b.xml", &bad)]);
        folder.run(&[&["ids", "t", "--format", "concise"], arguments].concat()).exits(1).says(code);
        assert_eq!((folder.read("t/a.xml"), folder.read("t/b.xml")), (good.clone(), bad), "{code}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let folder = Folder::with(&[("a.xml", &tei("<p/>"))]);
    for arguments in [
        &["ids", "a.xml", "./a.xml", "--element", "p", "--pattern", "p{n}"][..],
        &["ids", "-", "--element", "p", "--pattern", "p{n}"],
        &["ids", "a.xml", "--element", "p", "--pattern", "p{m}"],
        &["ids", "a.xml", "--element", "p", "--pattern", "{n}{n}"],
        &["ids", "a.xml", "--element", "p", "--pattern", "{fi{n}le}"],
        &["ids", "a.xml", "--element", "p"],
    ] {
        folder.run(arguments).exits(2);
    }
    assert_eq!(folder.read("a.xml"), tei("<p/>"));
}
