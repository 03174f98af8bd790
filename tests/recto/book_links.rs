//! The book hangs together: every page is in the table of contents, every link and anchor of the front page and of the book leads somewhere,
//! and the page of all findings is that of the program: `INSTA_UPDATE=always cargo test --test recto book_links` writes it anew.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::book::{Page, page, pages, root};
use recto::internals::diag;

/// The table of contents.
const SUMMARY: &str = "docs/SUMMARY.md";

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    let listed: Vec<String> = links(&page(SUMMARY)).into_iter().map(|link| format!("docs/{link}")).collect();
    let wanted: Vec<String> =
        pages().into_iter().map(|page| page.name).filter(|name| name.starts_with("docs/")).collect();
    let wanted: BTreeSet<&String> = wanted.iter().filter(|name| *name != SUMMARY).collect();
    assert_eq!(listed.iter().collect::<BTreeSet<_>>(), wanted);
    assert_eq!(listed.len(), wanted.len());
}

/// Links of the book stay in it, for it is read without the repository as well; those of the front page stay in the repository.
#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        let folder = if page.name == "README.md" { "" } else { "docs" };
        for link in links(&page).into_iter().filter(|link| !link.contains("://")) {
            if !leads(&page, folder, &link) {
                wrong.push(format!("{}: {link}", page.name));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// Whether a relative link leads to a file in a folder, and its anchor to a heading there.
fn leads(from: &Page, within: &str, link: &str) -> bool {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() { Some(PathBuf::from(&from.name)) } else { joined(&from.name, path) };
    let Some(target) = target.filter(|target| target.starts_with(within)) else { return false };
    let file = root().join(&target);
    match anchor {
        "" => file.exists(),
        anchor => std::fs::read_to_string(file).is_ok_and(|text| anchors(&text).contains(anchor)),
    }
}

/// A path beside a file of the repository; nothing where it leads out of it.
fn joined(from: &str, path: &str) -> Option<PathBuf> {
    let mut whole = Path::new(from).parent()?.to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(name) => whole.push(name),
            Component::ParentDir if whole.pop() => {}
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(whole)
}

/// What stands between brackets and parentheses, outside of code.
fn links(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(&page.text) {
        let text: String = line.split('`').step_by(2).collect();
        found.extend(text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())));
    }
    found
}

/// Lines outside of fenced blocks.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_fenced = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        !is_fenced && !is_fence
    })
}

/// The anchors of the headings of a page, as forges and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    prose(text).filter(|line| line.starts_with('#')).map(|line| anchor(line.trim_start_matches('#').trim())).collect()
}

fn anchor(heading: &str) -> String {
    let character = |c: char| match c {
        c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_ascii_lowercase()),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    };
    heading.chars().filter_map(character).collect()
}

#[test]
fn the_checks_can_fail() {
    let page = Page { name: "docs/a.md".to_owned(), text: "[a](b.md#c) `[x](y)`\n```\n[z](z)\n```\n".to_owned() };
    assert_eq!(links(&page), ["b.md#c"]);
    assert!(!leads(&page, "docs", "b.md") && !leads(&page, "docs", "../README.md") && !leads(&page, "", "../../x"));
    assert!(leads(&page, "", "../README.md") && leads(&page, "docs", "start.md#convert-a-letter"));
    assert!(!leads(&page, "docs", "start.md#convert-a-lettre"));
}

#[test]
fn the_page_of_findings_is_that_of_the_program() {
    let path = root().join("docs/codes.md");
    if std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always") {
        std::fs::write(&path, findings()).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == findings(), "docs/codes.md is not the table: INSTA_UPDATE=always writes it");
}

/// The page of all findings: the table of codes, then what `recto explain` says of each.
fn findings() -> String {
    let mut page = String::from(
        "# All findings\n\nWhat `recto explain CODE` says of each finding. This page is made from the files that the command shows. A code never changes its \
         meaning.\n\n| code | severity | |\n|---|---|---|\n",
    );
    for code in diag::ALL {
        let (id, severity, title) = (code.id, code.severity.name(), code.title);
        page += &format!("| [{id}](#{}) | {severity} | {title} |\n", anchor(&format!("{id}: {title}")));
    }
    for code in diag::ALL {
        let (heading, text) = code.explanation.split_once('\n').unwrap();
        let text = diag::ALL.iter().fold(text.trim().to_owned(), |text, other| {
            let place = anchor(&format!("{}: {}", other.id, other.title));
            text.replace(&format!("]({}.md)", other.id), &format!("](#{place})"))
        });
        page += &format!("\n#{heading}\n\n**{}.** ", code.severity.name());
        for line in text.lines() {
            match line.strip_prefix("## ") {
                Some(part) => page += &format!("**{part}**\n"),
                None => page += &format!("{line}\n"),
            }
        }
    }
    page
}
