//! Commands that write, broken off: at each of their operations on files, once by a fault, once by a fault that stays (a full disk), once by the
//! end of the process; killed at random moments; and without enough memory. Nothing is lost, nothing is half, the exit status tells, and the next run heals.
//!
//! Faults need a build with debug assertions. `RECTO_KILLS=200` kills each command so often; without it there are few.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::folder::Folder;

/// The names and contents of all files.
type State = BTreeMap<String, String>;

/// A command and the files it works on.
struct Case {
    arguments: &'static [&'static str],
    before: Folder,
}

/// What an editor has. What Recto notes of its results beside them is no part of it: lines may be left over that say nothing any more.
fn state(folder: &Folder) -> State {
    let names = folder.files().into_iter().filter(|name| !name.ends_with(".recto-written"));
    names.map(|name| (name.clone(), folder.read(&name))).collect()
}

fn copy(from: &Folder) -> Folder {
    let folder = Folder::new();
    from.files().iter().for_each(|name| folder.write(name, from.read(name).as_bytes()));
    folder
}

fn letter(inside: &str) -> String {
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><div>\n<head>a</head>{inside}</div></body></text></TEI>\n"
    )
}

/// Files whose paragraphs point to those of the next file. `ids --renumber` moves each id to the paragraph after its own.
fn pointing(files: usize) -> Folder {
    let folder = Folder::new();
    for file in 0..files {
        let next = (file + 1) % files;
        let paragraph =
            |n: usize| format!("<p xml:id='p{}'>{n}<ref target='{next:03}.xml#p{}'>{n}</ref></p>", n + 1, n + 1);
        let inside: String = (1..6).map(paragraph).collect();
        folder.write(&format!("t/{file:03}.xml"), letter(&inside).as_bytes());
    }
    folder
}

fn cases(files: usize) -> Vec<Case> {
    let letters = |inside: &str| {
        let folder = Folder::new();
        (0..files).for_each(|file| folder.write(&format!("t/{file:03}.xml"), letter(inside).as_bytes()));
        folder
    };
    let texts = Folder::new();
    (0..files).for_each(|file| {
        texts.write(&format!("in/{file:03}.txt"), b"Dear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n")
    });
    let pending = copy(&texts);
    pending.run(&["convert", "in", "-o", "tei"]).exits(0);
    pending.write("house.toml", b"extends = \"letter\"\n[salute]\nelement = \"p\"\n");
    pending.run(&["convert", "in", "-o", "tei", "--profile", "house.toml", "--pending"]).exits(0);
    let converted = copy(&texts);
    converted.write("house.toml", b"extends = \"letter\"\n[salute]\nelement = \"p\"\n");
    converted.run(&["convert", "in", "-o", "tei"]).exits(0);
    vec![
        Case { arguments: &["convert", "in", "-o", "tei", "--profile", "house.toml"], before: converted },
        Case { arguments: &["format", "t"], before: letters("<p>b</p><p  n='1'/>") },
        Case {
            arguments: &["validate", "t", "--fix", "--format", "concise"],
            before: letters("<p xml:lang='en_US'>b</p>"),
        },
        Case { arguments: &["convert", "in", "-o", "tei"], before: texts },
        Case { arguments: &["review", "tei", "--accept"], before: pending },
        Case { arguments: &["ids", "t", "--element", "p", "--pattern", "p{n}", "--renumber"], before: pointing(files) },
    ]
}

/// What the files of a command are after it.
fn after(case: &Case) -> State {
    let folder = copy(&case.before);
    assert!(matches!(folder.run(case.arguments).status, Some(0 | 1)));
    state(&folder)
}

/// Own files of a run, which a later one sweeps.
fn is_own(name: &str) -> bool {
    name.contains(".recto-")
}

/// Asserts that each file is as before or as after, and that none is gone that should be there.
#[track_caller]
fn check_whole(now: &State, before: &State, after: &State, what: &str) {
    for (name, text) in now.iter().filter(|(name, _)| !is_own(name)) {
        // What lies beside a pending file is about decisions, and changes while they are made.
        let is_whole = [before.get(name), after.get(name)].contains(&Some(text)) || name.ends_with(".rules");
        assert!(is_whole, "{what}: {name} is\n{text}");
    }
    for name in before.keys().filter(|name| after.contains_key(*name)) {
        assert!(now.contains_key(name), "{what}: {name} is gone");
    }
}

/// Asserts that the next run brings all to what a run that was not broken off gives.
#[track_caller]
fn check_heals(folder: &Folder, case: &Case, before: &State, after: &State, what: &str) {
    let ran = folder.run(case.arguments);
    assert!(matches!(ran.status, Some(0 | 1)), "{what}: {ran:?}");
    let now = state(folder);
    assert_eq!(now.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{what}");
    for (name, text) in &now {
        assert!(after.get(name) == Some(text), "{what}: {name} is\n{text}\nbefore:\n{:?}", before.get(name));
    }
}

#[test]
#[cfg(debug_assertions)]
fn a_fault_at_each_operation_loses_nothing() {
    for case in cases(3) {
        let (before, after) = (state(&case.before), after(&case));
        let run = |fault: String| {
            let folder = copy(&case.before);
            let output = folder.command(case.arguments).env("RECTO_FAULT", fault).output().unwrap();
            (folder, output)
        };
        let ends = |at: &usize| run(format!("kill:{at}")).1.status.code().is_some();
        let operations = (1..1000).find(ends).unwrap();
        println!("{:?}: {operations} operations", case.arguments);
        for kind in ["kill", "fail", "fail-from"] {
            for at in 1..operations {
                let what = format!("{:?} with {kind}:{at}", case.arguments);
                let (folder, output) = run(format!("{kind}:{at}"));
                let now = state(&folder);
                check_whole(&now, &before, &after, &what);
                let is_done = after.iter().all(|(name, text)| now.get(name) == Some(text));
                assert!(is_done || output.status.code() != Some(0), "{what}: {output:?}");
                assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{what}: {output:?}");
                check_heals(&folder, &case, &before, &after, &what);
            }
        }
    }
}

/// How often a program is killed: so often as is asked for, else `few` times.
pub fn kills(few: u32) -> u32 {
    std::env::var("RECTO_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(few)
}

/// A number from 0 to 1 that depends on the seed alone (SplitMix64).
fn random(seed: u32) -> f64 {
    let mut mixed = u64::from(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap()) / f64::from(u32::MAX)
}

/// Kills a command after some time; says whether it was still running.
fn kill(folder: &Folder, arguments: &[&str], after: Duration) -> bool {
    let mut child = folder.command(arguments).spawn().unwrap();
    std::thread::sleep(after);
    let was_running = child.try_wait().unwrap().is_none();
    let _ = child.kill();
    child.wait().unwrap();
    was_running
}

#[test]
fn a_run_that_is_killed_loses_nothing() {
    for case in cases(60) {
        let (before, after) = (state(&case.before), after(&case));
        let begun = Instant::now();
        copy(&case.before).run(case.arguments);
        let long = begun.elapsed();
        let (mut running, mut half) = (0, 0);
        for seed in 0..kills(6) {
            let what = format!("{:?}, seed {seed}", case.arguments);
            let folder = copy(&case.before);
            running += u32::from(kill(&folder, case.arguments, long.mul_f64(random(seed))));
            let now = state(&folder);
            half += u32::from(now != before && now != after);
            check_whole(&now, &before, &after, &what);
            check_heals(&folder, &case, &before, &after, &what);
        }
        println!(
            "{:?}: of {} kills {running} found it running, {half} between its first and last file",
            case.arguments,
            kills(6)
        );
    }
}

/// The program with no more than so many megabytes of memory, of which its stacks take the first hundred.
#[test]
#[cfg(target_os = "linux")]
fn a_run_without_memory_loses_nothing() {
    for case in cases(20) {
        let (before, after) = (state(&case.before), after(&case));
        let mut failed = 0;
        for megabytes in (100..=148).step_by(6) {
            let what = format!("{:?} with {megabytes} MB", case.arguments);
            let folder = copy(&case.before);
            let limited = format!("ulimit -v {}; exec \"$@\"", megabytes * 1024);
            let output = std::process::Command::new("sh")
                .args(["-c", &limited, "sh", env!("CARGO_BIN_EXE_recto")])
                .args(case.arguments)
                .current_dir(folder.path("."))
                .output()
                .unwrap();
            failed += usize::from(!matches!(output.status.code(), Some(0 | 1)));
            check_whole(&state(&folder), &before, &after, &what);
            check_heals(&folder, &case, &before, &after, &what);
        }
        println!("{:?}: {failed} runs had not enough memory", case.arguments);
    }
}

/// Each pointer leads to the paragraph that it names.
#[track_caller]
fn check_pointers(state: &State, what: &str) {
    let pieces = |text: &str, before: &str| -> Vec<String> {
        text.split(before).skip(1).map(|rest| rest.split(['\'', '"', '<']).next().unwrap().to_owned()).collect()
    };
    let ids: BTreeMap<&str, Vec<String>> =
        state.iter().map(|(name, text)| (name.as_str(), pieces(text, "xml:id='"))).collect();
    for (name, text) in state.iter().filter(|(name, _)| name.ends_with(".xml")) {
        for (number, target) in pieces(text, "target='").iter().enumerate() {
            let (file, id) = target.split_once('#').unwrap();
            let found = ids[format!("t/{file}").as_str()].iter().position(|own| own == id);
            assert_eq!(found, Some(number), "{what}: {name} points to {target}");
        }
    }
}

/// What is left half done is told by commands that read, and healed by any that writes: on, or back where a file was edited.
#[test]
#[cfg(debug_assertions)]
fn what_is_half_done_is_told_and_healed() {
    const IDS: &[&str] = &["ids", "t", "--element", "p", "--pattern", "p{n}", "--renumber"];
    let before = pointing(4);
    let names: Vec<String> = state(&before).into_keys().collect();
    let mut ended = [0; 3];
    for at in 1..1000 {
        let folder = copy(&before);
        let broken = folder.command(IDS).env("RECTO_FAULT", format!("kill:{at}")).output().unwrap();
        if broken.status.code().is_some() {
            break;
        }
        let now = state(&folder);
        if now.contains_key("t/.recto-journal") {
            let check = folder.run(&["validate", "t/000.xml", "--rules", "never", "--format", "concise"]).exits(1);
            assert!(format!("{check:?}").contains("R0024"), "{check:?}");
            folder.run(&["diff", "t/000.xml", "t/001.xml"]).exits(1).says("R0024");
            assert_eq!(state(&folder), now, "who reads changes nothing");
        }
        for edited in [None, Some(&names[0]), Some(&names[3])] {
            let folder = copy(&folder);
            if let Some(name) = edited {
                folder.write(name, folder.read(name).replace("<head>a", "<head>SAVED").as_bytes());
            }
            let healed = folder.run(&["format", "t", "--format", "concise"]);
            let what = format!("kill:{at}, {edited:?} edited: {healed:?}");
            if healed.status == Some(2) {
                assert!(healed.stderr.contains("R0024") && edited.is_some(), "{what}");
                ended[2] += 1;
                folder.write("t/.recto-journal", b"forged");
                folder.run(&["format", "t"]).exits(2).says("cannot be used");
            } else {
                let is_told = healed.stderr.contains("R0025");
                assert_eq!(is_told, now.contains_key("t/.recto-journal"), "{what}");
                ended[usize::from(healed.stderr.contains("taken back"))] += 1;
                // The layout has double quotes.
                let state = state(&folder).into_iter().map(|(name, text)| (name, text.replace('"', "'"))).collect();
                check_pointers(&state, &what);
                assert!(state.keys().all(|name| !is_own(name)), "{what}");
            }
            if let Some(name) = edited {
                assert!(folder.read(name).contains("SAVED"), "{what}");
            }
        }
    }
    assert!(ended.iter().all(|number| *number > 0), "finished, taken back, left to a person: {ended:?}");
}

/// A second writer waits for the first; none of them undoes what the other did.
#[test]
fn two_writers_do_not_meet() {
    let folder = pointing(60);
    let runs: [&[&str]; 4] = [
        &["format", "t"],
        &["ids", "t", "--element", "p", "--pattern", "p{n}", "--renumber"],
        &["format", "t"],
        &["ids", "t", "--element", "head", "--pattern", "h{n}"],
    ];
    let children: Vec<_> = runs.iter().map(|arguments| folder.command(arguments).spawn().unwrap()).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    let state = state(&folder);
    assert!(state.values().all(|text| text.contains("xml:id=\"h1\"") && text.contains("xml:id=\"p1\"")), "{state:?}");
    assert!(state.keys().all(|name| !is_own(name)));
}

/// A folder in which a run is at work is not written to by another, in it, above it or below it; it can be read.
#[test]
#[cfg(unix)]
fn a_second_writer_gives_up() {
    let folder = pointing(2);
    folder.write("t/in/x.xml", letter("<p/>").as_bytes());
    let held = std::fs::File::open(folder.path("t")).unwrap();
    held.try_lock().unwrap();
    let before = state(&folder);
    std::thread::scope(|scope| {
        for arguments in [&["format", "t"][..], &["format", "."], &["format", "t/in/x.xml"]] {
            scope.spawn(|| folder.run(arguments).exits(2).says("another run of Recto is writing in"));
        }
    });
    folder.run(&["format", "t", "--check"]).exits(1);
    assert_eq!(state(&folder), before);
    drop(held);
    folder.run(&["format", "t"]).exits(0);
}
