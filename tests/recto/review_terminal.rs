//! `recto review` in a terminal: keys in, screens out.

use super::folder::Folder;
use super::review::changed;
use super::terminal::Terminal;

/// The end of every screen that shows a change.
const END: &str = "q leave";

fn start(folder: &Folder) -> Terminal {
    Terminal::run(&mut folder.command(&["review", "tei"]))
}

#[test]
fn changes_are_decided_with_keys() {
    let folder = changed();
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--pending"]).exits(0);
    let mut terminal = start(&folder);
    terminal.shows(&["group 1 of 2, example 1 of 2", END]);
    insta::assert_snapshot!("first", terminal.coloured());
    terminal.press("n");
    insta::assert_snapshot!("next_example", terminal.shows(&["example 2 of 2", END]));
    terminal.press("r");
    terminal.shows(&["1 rejected", "example 1 of 1", END]);
    terminal.press("A");
    insta::assert_snapshot!("next_group", terminal.shows(&["1 accepted, 1 rejected", END]));
    terminal.press("u");
    terminal.shows(&["0 accepted, 1 rejected", END]);
    terminal.press("f");
    insta::assert_snapshot!("file", terminal.shows(&["of this file", "Esc not"]));
    terminal.press("s");
    terminal.shows(&["skipped", END]);
    terminal.press("?");
    insta::assert_snapshot!("help", terminal.shows(&["Any key closes this page", "to decide"]));
    terminal.press("x");
    terminal.shows(&["skipped", END]);
    terminal.press("\u{1b}[B*a");
    insta::assert_snapshot!("end", terminal.shows(&["Nothing is pending any more", END]));
    terminal.press("q");
    terminal.shows(&["3 changes accepted, 1 rejected, 0 pending"]);
    assert_eq!(terminal.ends().code(), Some(0));
    assert!(folder.files().iter().all(|name| !name.contains(".new")), "{:?}", folder.files());
}

/// A review may be open for hours: it takes the folder for each decision alone, and makes none where another run is at work.
#[test]
fn nothing_is_decided_while_another_run_writes() {
    let folder = changed();
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--pending"]).exits(0);
    let mut terminal = start(&folder);
    terminal.shows(&["0 accepted", END]);
    let held = std::fs::File::open(folder.path("tei")).unwrap();
    held.try_lock().unwrap();
    terminal.press("a");
    terminal.shows(&["nothing was decided: another run of Recto is writing", "0 accepted", END]);
    drop(held);
    terminal.press("a");
    terminal.shows(&["1 accepted", END]);
    // Between two decisions others write.
    folder.run(&["ids", "tei/a.xml", "--element", "body", "--pattern", "b{n}"]).exits(0);
    terminal.press("u");
    terminal.shows(&["not undone in 1 file, which others changed", END]);
    terminal.press("q");
    terminal.ends();
    assert!(folder.read("tei/a.xml").contains("xml:id=\"b1\""));
}

#[test]
fn what_was_decided_is_there_when_the_program_is_killed() {
    let folder = changed();
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--pending"]).exits(0);
    let mut terminal = start(&folder);
    terminal.shows(&["0 accepted", END]);
    terminal.press("a");
    terminal.shows(&["1 accepted", END]);
    terminal.press("r");
    terminal.shows(&["1 accepted, 1 rejected", END]);
    terminal.kill();
    let mut terminal = start(&folder);
    terminal.shows(&["0 accepted, 0 rejected, 2 to decide", END]);
    terminal.interrupt();
    terminal.shows(&["0 changes accepted, 0 rejected, 2 pending"]);
    assert_eq!(terminal.ends().code(), Some(1));
}
