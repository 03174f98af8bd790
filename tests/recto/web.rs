//! "Recto in the browser" against the program: the page that `web/build` made, which the variable `RECTO_PAGE` names, in headless Chromium. Where one of them
//! is missing the tests say so and are skipped.

use std::path::PathBuf;

use serde_json::Value;

use crate::book::root;
use crate::browser::chromium;
use crate::devtools::Tab;
use crate::folder::Folder;

/// The page, open and ready.
fn page() -> Option<Tab> {
    let (Some(browser), Some(page)) = (chromium(), std::env::var_os("RECTO_PAGE").map(PathBuf::from)) else {
        eprintln!("SKIPPED: no Chromium is here, or RECTO_PAGE does not name the page that web/build makes");
        return None;
    };
    let mut tab = Tab::open(&browser, &page);
    tab.wait(
        "document.readyState === 'complete' && document.getElementById('state').textContent.endsWith('is ready.')",
    );
    Some(tab)
}

/// What a table of the page says.
fn told(tab: &mut Tab, table: &str) -> Vec<String> {
    let rows = tab.value(&format!(
        "[...document.querySelectorAll('#{table} tbody tr')].map((row) => row.cells[0].textContent + ': ' + \
         row.cells[1].firstChild.textContent)"
    ));
    rows.as_array().unwrap().iter().map(|row| row.as_str().unwrap().to_owned()).collect()
}

/// What the program prints of findings, in the same form.
fn concise(printed: &str) -> Vec<String> {
    let is_finding = |line: &&str| [": error R", ": warning R", ": note R"].iter().any(|mark| line.contains(mark));
    printed.lines().filter(is_finding).map(str::to_owned).collect()
}

#[test]
fn a_letter_becomes_the_same_bytes_as_the_program_makes() {
    let Some(mut tab) = page() else { return };
    let mut slowest = 0.0_f64;
    for (profile, sample) in [
        ("frus", "frus/frus1964-68v29p1-d351.txt"),
        ("letter", "letter/english-with-metadata.txt"),
        ("letter", "letter/english-with-metadata.txt"),
        ("transcript", "transcript/english-letter.txt"),
    ] {
        let Ok(text) = std::fs::read_to_string(root().join("samples").join(sample)) else { panic!("no {sample}") };
        let folder = Folder::with(&[("letter.txt", &text)]);
        let ran = folder.run(&["convert", "letter.txt", "--profile", profile, "--format", "concise", "--verbose"]);
        tab.value("document.getElementById('letter').select()");
        tab.click("#letter");
        tab.value("document.getElementById('letter').select()");
        tab.type_text(&text);
        tab.value(&format!("void (document.getElementById('profile').value = '{profile}', document.getElementById('converted').textContent = '')"));
        tab.click("#convert button");
        tab.wait("document.getElementById('converted').textContent !== ''");
        assert_eq!(tab.value("document.getElementById('tei').textContent"), ran.stdout, "{sample}");
        let (shown, printed) = (told(&mut tab, "doubts"), concise(&ran.stderr));
        assert_eq!(shown, printed, "{sample}: {ran:?}");
        let said = tab.value("document.getElementById('converted').textContent");
        let time: f64 =
            said.as_str().unwrap().split(" ms").next().unwrap().rsplit(' ').next().unwrap().parse().unwrap();
        println!("{sample}: {time} ms");
        slowest = slowest.max(time);
    }
    assert!(slowest < 200.0, "a letter took {slowest} ms");
    // The reading view is drawn and works in its frame, under both policies.
    tab.wait("document.getElementById('view').getBoundingClientRect().height > 300");
    assert_eq!(tab.faults, Vec::<String>::new());
}

#[test]
fn tei_is_checked_as_the_program_checks_it() {
    let Some(mut tab) = page() else { return };
    let folder = Folder::new();
    for name in ["letter-with-mistakes.xml", "letter-with-slips.xml"] {
        folder.write(name, &std::fs::read(root().join("samples/tei").join(name)).unwrap());
    }
    for name in ["recto-letter.rng", "recto-letter.rnc", "recto-letter.sch"] {
        folder.write(name, &std::fs::read(root().join("schema").join(name)).unwrap());
    }
    folder.write("house.rnc", b"include 'recto-letter.rnc'");
    let file = |name: &str| folder.path(name);
    for schemas in
        [&["recto-letter.rng"][..], &["recto-letter.sch"], &["house.rnc", "recto-letter.rnc", "recto-letter.sch"]]
    {
        let given: Vec<&str> =
            schemas.iter().copied().filter(|name| schemas.len() == 1 || *name != "recto-letter.rnc").collect();
        let options = given.iter().flat_map(|name| ["--schema", *name]);
        let arguments: Vec<&str> =
            ["validate", "letter-with-mistakes.xml", "letter-with-slips.xml", "--format", "concise", "--verbose"]
                .into_iter()
                .chain(options)
                .collect();
        let ran = folder.run(&arguments);
        tab.choose("#documents", &[file("letter-with-mistakes.xml"), file("letter-with-slips.xml")]);
        tab.choose("#schemas", &schemas.iter().map(|name| file(name)).collect::<Vec<_>>());
        tab.value("void (document.getElementById('checked').textContent = '')");
        tab.click("#check button");
        tab.wait("document.getElementById('checked').textContent !== ''");
        let (shown, printed) = (told(&mut tab, "faults"), concise(&ran.stdout));
        assert!(!printed.is_empty(), "{ran:?}");
        assert_eq!(shown, printed, "{schemas:?}");
    }
    assert_eq!(tab.faults, Vec::<String>::new());
}

#[test]
fn the_page_asks_nothing_of_the_network_and_is_used_with_keys() {
    let Some(mut tab) = page() else { return };
    let refused = |address: &str| format!("fetch('{address}').then(() => false, () => true)");
    // What is evaluated from outside is not held to a policy when it is compiled; what it loads is.
    assert_eq!(tab.value(&refused("https://example.org/")), Value::Bool(true));
    tab.wait("new Promise((done) => { const image = new Image(); image.onerror = () => done(true); image.src = 'https://example.org/x.png'; })");
    assert!(tab.faults.iter().all(|fault| fault.contains("Content Security Policy")), "{:?}", tab.faults);
    assert!(tab.faults.len() >= 2, "{:?}", tab.faults);

    tab.value("document.getElementById('letter').focus()");
    let mut order = Vec::new();
    for _ in 0..6 {
        tab.press("Tab");
        order.push(tab.value("document.activeElement.id || document.activeElement.textContent"));
    }
    assert_eq!(order, ["profile", "Convert", "example", "documents", "schemas", "Check"]);
    // Each field has a label.
    let unlabelled = tab.value(
        "[...document.querySelectorAll('input, select, textarea')].filter((one) => one.labels.length !== 1).length",
    );
    assert_eq!(unlabelled, 0);
    for scheme in ["light", "dark"] {
        assert!(tab.is_legible(scheme), "{scheme}");
    }
}
