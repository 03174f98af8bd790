//! `recto review` killed at random moments: no file is half-written, and no decision that was shown is lost.
//!
//! One run without a kill tells what the files are after each key. Whatever the moment of a kill, each file then is as after the last
//! key whose screen was seen, or as after the one that was at work.

use std::fs;
use std::slice;
use std::sync::Arc;
use std::time::{Duration, Instant};

use recto::internals::project::{Border, PendingFile};

use super::broken_off::kills;
use super::folder::Folder;
use super::terminal::Terminal;

/// How often the program is killed where `RECTO_KILLS` says nothing.
const FEW: u32 = 40;

/// Changes, files, groups and all, with undo between them.
const KEYS: &[&str] = &["a", "r", "A", "u", "fr", "R", "u", "u", "fa", "*a", "u", "*r"];

/// A file as it is and as it would be if all that is pending were accepted.
type State = Vec<(String, String)>;

fn letter(number: usize) -> String {
    format!("Dear Bill:\n\nLetter {number}.\n\nSubject: Rice\n\nCordially hugging,\n\nEd Reischauer\n")
}

/// Letters whose pending conversions have several changes each.
fn pending(letters: usize) -> Folder {
    let folder = Folder::with(&[("house.toml", "extends = \"letter\"\n[salute]\nelement = \"p\"\n")]);
    for number in 0..letters {
        folder.write(&format!("in/{number:03}.txt"), letter(number).as_bytes());
    }
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    folder.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--pending"]).exits(0);
    folder
}

fn copy(from: &Folder) -> Folder {
    let folder = Folder::new();
    for name in from.files() {
        folder.write(&name, from.read(&name).as_bytes());
    }
    folder
}

fn state(folder: &Folder, letters: usize) -> State {
    let of = |number: usize| {
        let path = folder.path(&format!("tei/{number:03}.xml"));
        let accepted = fs::read_to_string(&path).unwrap();
        let border = Arc::new(Border::default().inputs(slice::from_ref(&path)));
        let all = PendingFile::all(&border, &[path]).unwrap();
        let pending = all.first().map(|file| file.load().unwrap_or_else(|findings| panic!("{findings:?}")));
        let pending = pending.map_or_else(|| accepted.clone(), |pending| pending.pending.text().to_owned());
        (accepted, pending)
    };
    (0..letters).map(of).collect()
}

/// The line that says how many changes were decided.
fn counts(screen: &str) -> Option<String> {
    let line = screen.lines().find(|line| line.contains(" to decide"))?;
    screen.contains("q leave").then(|| line.to_owned())
}

fn start(folder: &Folder) -> Terminal {
    Terminal::run(&mut folder.command(&["review", "tei"]))
}

/// A number from 0 to 1 that depends on the seed alone (SplitMix64).
fn random(seed: u32) -> f64 {
    let mut mixed = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap()) / f64::from(u32::MAX)
}

#[test]
fn no_decision_is_lost_and_no_file_half_written() {
    const LETTERS: usize = 4;
    let start_state = pending(LETTERS);
    let reference = copy(&start_state);
    let mut terminal = start(&reference);
    let mut screens = vec![terminal.waits(&counts).unwrap()];
    let mut states = vec![state(&reference, LETTERS)];
    for keys in KEYS {
        terminal.press(keys);
        let last = screens.last().unwrap().clone();
        screens.push(terminal.waits(&|screen| counts(screen).filter(|counts| *counts != last)).unwrap());
        states.push(state(&reference, LETTERS));
    }
    terminal.kill();
    assert!(screens.windows(2).all(|pair| pair[0] != pair[1]), "{screens:?}");
    let moment = moment(&copy(&start_state), &screens);
    let mut seen = [0; KEYS.len() + 1];
    let kills = kills(FEW);
    for seed in 0..kills {
        let folder = copy(&start_state);
        let mut terminal = start(&folder);
        let at = (random(seed) * KEYS.len() as f64) as usize % KEYS.len();
        play(&mut terminal, &screens, at);
        terminal.press(KEYS[at]);
        std::thread::sleep(moment.mul_f64(random(seed + kills)));
        terminal.kill();
        let is_shown = terminal.waits(&|screen| counts(screen).filter(|counts| *counts == screens[at + 1])).is_some();
        let shown = at + usize::from(is_shown);
        seen[shown] += 1;
        check(&folder, &states, shown, seed, LETTERS);
    }
    println!("{kills} kills; after each key: {seen:?}");
}

/// Presses the first keys, each when the screen of the one before is there.
fn play(terminal: &mut Terminal, screens: &[String], keys: usize) {
    for (at, expected) in screens.iter().enumerate().take(keys + 1) {
        if let Some(keys) = at.checked_sub(1).map(|at| KEYS[at]) {
            terminal.press(keys);
        }
        terminal.waits(&|screen| counts(screen).filter(|counts| counts == expected)).unwrap();
    }
}

/// How long one key takes.
fn moment(folder: &Folder, screens: &[String]) -> Duration {
    let mut terminal = start(folder);
    play(&mut terminal, screens, 0);
    let begun = Instant::now();
    play(&mut terminal, screens, KEYS.len());
    begun.elapsed() / u32::try_from(KEYS.len()).unwrap()
}

fn check(folder: &Folder, states: &[State], last: usize, seed: u32, letters: usize) {
    let found = state(folder, letters);
    let possible = &states[last..(last + 2).min(states.len())];
    for (at, found) in found.iter().enumerate() {
        let is_possible = possible.iter().any(|state| state[at] == *found);
        assert!(is_possible, "seed {seed}: after {last} keys, letter {at} is\n{found:#?}\nbut can be\n{possible:#?}");
    }
}

#[test]
fn accepting_all_leaves_each_file_old_or_new() {
    const LETTERS: usize = 60;
    let start_state = pending(LETTERS);
    let done = copy(&start_state);
    let begun = Instant::now();
    done.run(&["review", "tei", "--accept"]).exits(0);
    let long = begun.elapsed();
    let (old, new) = (state(&start_state, LETTERS), state(&done, LETTERS));
    for seed in 0..kills(FEW) / 10 {
        let folder = copy(&start_state);
        let mut child = folder.command(&["review", "tei", "--accept"]).spawn().unwrap();
        std::thread::sleep(long.mul_f64(random(seed)));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = state(&folder, LETTERS);
        let is_whole = found.iter().zip(old.iter().zip(&new)).all(|(found, (old, new))| found == old || found == new);
        assert!(is_whole, "seed {seed}: {found:#?}");
        // What was not reached is still pending.
        folder.run(&["review", "tei", "--accept"]).exits(0);
        assert_eq!(state(&folder, LETTERS), new, "seed {seed}");
    }
}
