//! Pages of letters as a person has them: on a desk, on a telephone and in the dark, at the hands of a machine that looks for what keeps people out
//! (axe-core, <https://github.com/dequelabs/axe-core>, whose file the variable `AXE_CORE` names), decided in by a click, and on paper. Where Chromium or another
//! program is missing the tests say so and are skipped.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::browser::{chromium, print};
use super::devtools::Tab;
use super::folder::Folder;
use super::view::{bare, read, samples};
use super::view_serve::{Serving, pending};

/// How many samples are looked at.
const LOOKED_AT: usize = 12;

/// Width, height and colours.
const SCREENS: &[(u32, u32, &str)] = &[(1300, 900, "light"), (390, 844, "light"), (1300, 900, "dark")];

/// What axe-core finds that is serious or worse: rule, how often, and the first place.
const SERIOUS: &str = "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations\
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')\
    .map((one) => `${one.id}, ${one.nodes.length}: ${one.nodes[0].html.slice(0, 200)}; ${one.nodes[0].failureSummary}`))";

#[test]
fn pages_are_read_on_every_screen_and_keep_nobody_out() {
    let Some(browser) = chromium() else {
        eprintln!("SKIPPED: no Chromium is here to open pages in");
        return;
    };
    let axe = std::env::var_os("AXE_CORE").map(|path| std::fs::read_to_string(path).unwrap());
    if axe.is_none() {
        eprintln!("SKIPPED: AXE_CORE does not name the file of axe-core, which looks for what keeps people out");
    }
    let folder = samples();
    folder.run(&["view", "tei", "--text", "text", "-o", "proof"]).exits(0);
    let all: Vec<String> =
        folder.files().into_iter().filter(|name| name.starts_with("tei/") && name.ends_with(".xml")).collect();
    let chosen = all.iter().step_by(all.len() / LOOKED_AT).take(LOOKED_AT);
    let letters =
        chosen.map(|name| (name.replacen("tei/", "proof/", 1).replace(".xml", ".html"), read(&folder.read(name))));
    let mut pages: Vec<(String, Option<String>)> = letters.collect();
    assert_eq!(pages.len(), LOOKED_AT);
    pages.push(("proof/index.html".to_owned(), None));
    let mut tab = Tab::open(&browser, &folder.path("proof/index.html"));
    for (page, text) in &pages {
        tab.go(&folder.path(page));
        if let Some(text) = text {
            let seen = tab.value("document.getElementById('edition').textContent");
            assert_eq!(bare(seen.as_str().unwrap()), *text, "{page}");
        }
        for &(width, height, scheme) in SCREENS {
            tab.resize(width, height, scheme);
            let wide = tab.value("document.documentElement.scrollWidth - innerWidth");
            assert!(wide.as_i64().unwrap() <= 0, "{page} is {wide} wider than {width}");
            if let Some(axe) = &axe {
                tab.value(&format!("{axe};0"));
                assert_eq!(tab.value(SERIOUS), Value::Array(Vec::new()), "{page}, {width}, {scheme}");
            }
        }
    }
    assert!(tab.faults.is_empty(), "{:?}", tab.faults);
}

#[test]
fn a_click_accepts_one_change() {
    let Some(browser) = chromium() else {
        eprintln!("SKIPPED: no Chromium is here to accept a change in");
        return;
    };
    let folder = pending();
    let before = folder.read("a.xml");
    let serving = Serving::of(&folder, &["a.xml"]);
    let mut tab = Tab::visit(&browser, &serving.address("a.html"));
    let is_pending =
        |count: u8| format!("document.querySelector('#pending summary')?.textContent === 'Pending changes: {count}'");
    tab.wait(&is_pending(2));
    tab.click("#pending button[value=accept]");
    tab.wait(&is_pending(1));
    let accepted = folder.read("a.xml");
    // The first of both changes is that of the salutation.
    assert_eq!(accepted, before.replace("<salute rend=\"left\">", "<salute>"));
    tab.click("#pending button[value=reject]");
    tab.wait("document.readyState === 'complete' && !document.getElementById('pending')");
    assert_eq!(folder.read("a.xml"), accepted);
}

/// The text of a PDF, if there is a program that reads it.
fn text_of(pdf: &Path) -> Option<String> {
    let read = Command::new("pdftotext").args(["-layout".as_ref(), pdf.as_os_str(), "-".as_ref()]).output().ok()?;
    assert!(read.status.success());
    Some(String::from_utf8(read.stdout).unwrap())
}

#[test]
fn a_printed_letter_has_its_text_once() {
    let Some(browser) = chromium() else {
        eprintln!("SKIPPED: no Chromium is here to print pages in");
        return;
    };
    let paragraphs: String = (1..=90).map(|number| format!("<p>Absatz {number}, und so geht es fort.</p>")).collect();
    let tei = format!(
        "<text><body><opener><salute>Lieber Freund!</salute></opener>{paragraphs}<p>Ende<note n='7'>Eine Anmerkung.</note></p></body></text>"
    );
    let folder =
        Folder::with(&[("tei/a.xml", &tei), ("tei/a.txt", "Lieber Freund!\n\nAbsatz 1, und so geht es fort.\n")]);
    folder.run(&["view", "tei", "-o", "proof"]).exits(0);
    let pdf = print(&folder, &browser, "proof/a.html");
    let Some(printed) = text_of(&pdf) else {
        eprintln!("SKIPPED: there is no pdftotext to read what was printed");
        return;
    };
    let numbers = (1..=90).map(|number| format!("Absatz{number},undsogehtesfort."));
    let wanted = ["LieberFreund!".to_owned()].into_iter().chain(numbers).collect::<String>();
    // Its notes stand at the end, with their numbers; neither the transcript nor the TEI is there.
    let printed = bare(&printed);
    assert!(printed.contains(&format!("{wanted}Ende7")), "{printed}");
    assert!(printed.ends_with("7EineAnmerkung."), "{printed}");
    assert_eq!(printed.matches("LieberFreund!").count(), 1, "{printed}");
    assert!(!printed.contains("<p>") && !printed.contains("R0"), "{printed}");
}
