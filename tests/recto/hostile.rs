//! Inputs that are made to take all time or all memory: rules, registers, settings, profiles, catalogs, texts. Each is ended by the budget of the
//! run, or refused, or done, within a bound of time and under a limit of memory that the system holds. The inputs are made in
//! `hostile_rules` and `hostile_inputs`.

use std::num::NonZero;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use super::folder::{Folder, Ran};
use super::hostile_inputs::{Input, inputs, long_inputs};
use super::hostile_rules::{RULES, document, schema};

/// Runs the program where it may have 1.5 GB of addresses, which is more than memory, and a minute of a processor: it is not optimised here.
pub fn bounded(folder: &Folder, arguments: &[&str]) -> Ran {
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -v 1500000; ulimit -t 60; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_recto")])
        .args(arguments);
    command.current_dir(folder.path("")).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("RAYON_NUM_THREADS", "2").output().unwrap().into()
}

/// What is wrong with a run; one that took too long has no status.
pub fn fault(ran: &Ran) -> Option<String> {
    let is_told = matches!(ran.status, Some(0..=2)) && !ran.stderr.contains("panicked");
    let is_bounded = ran.stdout.len() + ran.stderr.len() < 16 << 20;
    (!is_told || !is_bounded).then(|| format!("{ran:?}"))
}

#[test]
fn rules_end() {
    let mut wrong = Vec::new();
    let mut ended = 0;
    for (name, inside, on) in RULES {
        let folder = Folder::with(&[("a.sch", &schema(inside)), ("a.xml", &document(on))]);
        let limits = ["--limit", "steps=1000000", "--limit", "memory=20000000", "--format", "json"];
        let ran = bounded(&folder, &[&["validate", "a.xml", "--schema", "a.sch"][..], &limits].concat());
        // What is no rule at all shows nothing.
        let is_read = !["R1210", "R1211", "R1212", "R1204"].iter().any(|code| ran.stdout.contains(code));
        ended += usize::from(ran.stdout.contains("R0009") && ran.status == Some(2));
        wrong.extend((!is_read).then(|| format!("{name}: {ran:?}")));
        wrong.extend(fault(&ran).map(|fault| format!("{name}: {fault}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ended >= 25, "{ended} of {} were ended by the budget", RULES.len());
}

#[test]
fn other_inputs_end() {
    end(inputs());
}

#[test]
fn long_inputs_end() {
    end(long_inputs());
}

/// Runs the program on each, as many at a time as there are processors.
#[track_caller]
fn end(inputs: Vec<Input>) {
    let waiting = Mutex::new(inputs);
    let wrong = Mutex::new(Vec::new());
    let work = || {
        while let Some((name, files, arguments)) = { waiting.lock().unwrap().pop() } {
            let folder = Folder::new();
            for (path, text) in &files {
                folder.write(path, text.as_bytes());
            }
            let begun = Instant::now();
            let fault = fault(&bounded(&folder, &arguments));
            println!("{:6.1} s: {name}", begun.elapsed().as_secs_f64());
            wrong.lock().unwrap().extend(fault.map(|fault| format!("{name}: {fault}")));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Documents whose rules cost more than they may together.
fn costly(count: usize) -> Folder {
    let loops = "<t>count(for $i in 1 to 100000 return $i) lt 0</t>";
    let folder = Folder::with(&[("a.sch", &schema(loops))]);
    for number in 0..count {
        folder.write(&format!("tei/{number:02}.xml"), b"<a/>");
    }
    folder
}

/// What a run gives, which is the same with one thread, two and four.
#[track_caller]
fn same_with_all_threads(folder: &Folder, arguments: &[&str]) -> Ran {
    let run = |threads| folder.command(arguments).env("RAYON_NUM_THREADS", threads).output().unwrap().into();
    let one: Ran = run("1");
    for threads in ["2", "4", "4"] {
        let other: Ran = run(threads);
        assert_eq!((&one.stdout, one.status), (&other.stdout, other.status), "{threads} threads");
    }
    one
}

/// What one document has made a schema learn, another pays for all the same.
#[test]
fn matching_costs_each_file_the_same_whatever_the_threads() {
    let parts: Vec<String> = (0..300).map(|n| format!("element e{n} {{ empty }}?")).collect();
    let folder = Folder::with(&[("a.rnc", &format!("start = element a {{ {} }}", parts.join(" & ")))]);
    for file in 0..10 {
        let inside: String = (0..300).map(|n| format!("<e{}/>", n * [1, 7, 1, 11][file % 4] % 300)).collect();
        folder.write(&format!("tei/{file}.xml"), format!("<a>{inside}</a>").as_bytes());
    }
    let steps = |steps| ["validate", "tei", "--schema", "a.rnc", "--format", "json", "--limit", steps];
    let ended = same_with_all_threads(&folder, &steps("steps=1000000")).stdout.matches("R0009").count();
    assert!((1..10).contains(&ended), "{ended}");
}

/// A file that includes others needs a budget, also where what it includes is small.
#[test]
fn files_that_include_others_are_told_the_same_whatever_the_threads() {
    let folder = costly(3);
    folder.write("tei/b.xml", b"<b/>");
    for file in 10..20 {
        let include = "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='b.xml'/></a>";
        folder.write(&format!("tei/{file}.xml"), include.as_bytes());
    }
    let loops = "<report test='count(for $i in 1 to 100000 return $i) lt 0'>x</report>";
    folder.write("a.sch", schema(&format!("<rule context='/a[not(*)]'>{loops}</rule>")).as_bytes());
    let arguments = ["validate", "tei", "--schema", "a.sch", "--format", "json", "--limit", "steps=250000"];
    let ran = same_with_all_threads(&folder, &arguments);
    assert!(ran.stdout.contains("R0009"), "{ran:?}");
}

#[test]
fn the_budget_is_that_of_the_run_whatever_the_threads() {
    let folder = costly(12);
    let arguments = ["validate", "tei", "--schema", "a.sch", "--format", "json", "--limit", "steps=1000000"];
    let one = same_with_all_threads(&folder, &arguments);
    assert_eq!(one.status, Some(2));
    let told: Vec<&str> = one.stdout.lines().collect();
    assert!((2..=10).contains(&told.len()) && told.iter().all(|line| line.contains("R0009")), "{one:?}");
    let ran = folder.run(&["validate", "tei", "--schema", "a.sch", "--limit", "steps=100000000"]);
    ran.exits(0);
}

#[test]
fn recto_toml_raises_limits_unless_its_files_are_a_strangers() {
    let folder = costly(1);
    folder.write("recto.toml", b"[limits]\nsteps = 10\n");
    let arguments = ["validate", "tei", "--schema", "a.sch", "--format", "json"];
    assert!(folder.run(&arguments).exits(2).stdout.contains("R0009"));
    folder.run(&[&arguments[..], &["--limit", "steps=1000000"]].concat()).exits(0);
    folder.write("recto.toml", b"[limits]\nsteps = 2000000000\n");
    assert_eq!(folder.run(&arguments).exits(0).stdout, "");
    let ran = folder.run(&[&arguments[..], &["--untrusted"]].concat()).exits(0);
    assert!(ran.stdout.contains("R1607") && ran.stdout.contains("2000000000"), "{ran:?}");
    folder.write("recto.toml", b"[limits]\nsteps = -1\n");
    assert!(folder.run(&arguments).exits(2).stdout.contains("R0103"));
    folder.run(&["validate", "tei", "--limit", "steps=many"]).exits(2).says("no whole number");
}

#[test]
fn what_is_included_is_paid_for_by_who_includes_it() {
    let folder = Folder::with(&[("large.txt", &"all is well ".repeat(20_000))]);
    let one = "<a xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='../large.txt' parse='text'/></a>";
    (0..4).for_each(|number| folder.write(&format!("tei/{number}.xml"), one.as_bytes()));
    let arguments = ["validate", "tei", "--format", "json", "--limit", "steps=1000000"];
    let ran = folder.run(&[&arguments[..], &["--allow-read", "."]].concat()).exits(2);
    assert_eq!(ran.stdout.matches("R0009").count(), 3, "{ran:?}");
}

#[test]
fn the_size_of_files_and_the_depth_of_elements_are_limits() {
    let folder = Folder::with(&[("a.xml", "<a><b><c/></b></a>"), ("recto.toml", "[limits]\ndepth = 2\n")]);
    let ran = folder.run(&["validate", "a.xml"]).exits(1);
    assert!(ran.stdout.contains("nested more than 2 deep"), "{ran:?}");
    folder.run(&["validate", "a.xml", "--limit", "depth=3"]).exits(0);
    folder.write("recto.toml", b"[limits]\nfile-size = 10\n");
    for command in [&["validate", "a.xml"][..], &["format", "--check", "a.xml"], &["text", "a.xml"]] {
        let ran = folder.run(command).exits(2);
        assert!((ran.stdout.clone() + &ran.stderr).contains("larger than 10 bytes"), "{command:?}: {ran:?}");
    }
    folder.run(&["validate", "a.xml", "--limit", "file-size=18"]).exits(0);
}

#[test]
fn what_a_finding_holds_is_cut() {
    let folder = Folder::with(&[(
        "a.sch",
        &schema("<rule context='*'><report test='true()'><value-of select='/*'/></report></rule>"),
    )]);
    folder.write("a.xml", format!("<a>{}{}</a>", "t".repeat(100_000), "<b/>".repeat(12_000)).as_bytes());
    let ran = folder.run(&["validate", "a.xml", "--schema", "a.sch", "--format", "json"]).exits(1);
    assert!(ran.stdout.contains("bytes left out"), "{ran:?}");
    assert!(ran.stdout.contains("more findings of rules are not kept"), "{ran:?}");
    assert!(ran.stdout.len() < 64 << 20, "{}", ran.stdout.len());
}
