//! A change of rules that touches 10,000 documents: how long the list of its groups takes, and how much memory. Run it with
//! `cargo test --release -- --ignored --nocapture ten_thousand`.

use std::process::Stdio;
use std::time::{Duration, Instant};

use super::folder::Folder;

const DOCUMENTS: usize = 10_000;

#[test]
#[ignore = "it is a measurement: of a release build, with nothing else at work"]
fn ten_thousand_documents_are_grouped_in_five_seconds() {
    let folder = Folder::new();
    let mut texts: Vec<String> = Vec::new();
    for samples in ["letter", "frus"] {
        let samples = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(samples);
        let mut paths: Vec<_> = samples.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
        paths.sort();
        texts.extend(paths.iter().map(|path| std::fs::read_to_string(path).unwrap()));
    }
    for (number, text) in (0..DOCUMENTS).zip(texts.iter().cycle()) {
        folder.write(&format!("in/{}/{number}.txt", number / 1000), text.as_bytes());
    }
    let run = |arguments: &[&str]| {
        let begun = Instant::now();
        let mut child = folder.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut memory = 0;
        while child.try_wait().unwrap().is_none() {
            memory = peak(child.id()).unwrap_or(memory);
            std::thread::sleep(Duration::from_millis(5));
        }
        let long = begun.elapsed();
        println!("{arguments:?}: {long:?}, {} MB", memory / 1000);
        (long, memory)
    };
    run(&["convert", "in", "-o", "tei", "--format", "json"]);
    run(&["convert", "in", "-o", "tei", "--profile", "frus", "--pending", "--format", "json"]);
    let (long, memory) = run(&["review", "tei"]);
    assert!(long < Duration::from_secs(5) && memory < 500_000, "{long:?}, {memory} kB");
    run(&["review", "tei", "--accept"]);
    let pending = folder.files().into_iter().filter(|name| name.contains(".new")).count();
    assert_eq!(pending, 0);
}

/// The most memory that a process has had, in kB, where the system tells.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}
