//! W3C's tests of XPath (QT3), as far as they are of XPath 3.1. Takes the suite at `RECTO_QT3` or `../qt3tests`; what became of each set, and
//! of each case that did not pass, is committed in `suites/qt3.txt`. Says loudly when the suite is not there.
//!
//! A case is run where its dependencies hold ([`catalog`]), for its environment ([`environment`]); its assertions ([`assertion`]) are looked
//! at with Recto's own engine.

mod assertion;
mod catalog;
mod environment;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::suite_results;
use assertion::Outcome;
use catalog::{Case, Set};
use environment::Surroundings;

/// Threads that run sets; each has room for expressions that stand deep inside each other.
const THREADS: usize = 4;
const STACK: usize = 16 << 20;

fn suite() -> Option<PathBuf> {
    let folder = match std::env::var_os("RECTO_QT3") {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../qt3tests"),
    };
    if !folder.join("catalog.xml").exists() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: QT3 is not here; RECTO_QT3 says where w3c/qt3tests is");
        return None;
    }
    Some(folder)
}

/// What became of a case, and what was found where it did not pass.
fn run(set: &Set, case: &Case) -> (Outcome, String) {
    let work = || {
        let surroundings = Surroundings::of(set, case);
        let found = surroundings.evaluate(&case.test, &[]);
        assertion::judge(case.result, &found, &surroundings)
    };
    catch_unwind(AssertUnwindSafe(work)).unwrap_or((Outcome::Panicked, String::new()))
}

/// What became of the cases of a set: those that were not run by reason, and all others.
#[derive(Default)]
struct Results {
    not_run: BTreeMap<String, usize>,
    run: Vec<(String, Outcome, String)>,
}

impl Results {
    fn of(set: &Set) -> Self {
        let mut results = Self::default();
        for case in &set.cases {
            match set.unmet(case) {
                Some(reason) => *results.not_run.entry(reason).or_default() += 1,
                None => {
                    let (outcome, found) = run(set, case);
                    results.run.push((case.name.clone(), outcome, found));
                }
            }
        }
        results
    }

    fn count(&self, outcome: Outcome) -> usize {
        self.run.iter().filter(|(_, own, _)| *own == outcome).count()
    }

    fn line(&self, name: &str) -> String {
        let mut line = format!("{name}: {} of {} passed", self.count(Outcome::Passed), self.run.len());
        for outcome in Outcome::FAILED {
            match self.count(outcome) {
                0 => {}
                count => write!(line, ", {count} {}", outcome.name()).unwrap(),
            }
        }
        if !self.not_run.is_empty() {
            let reasons: Vec<String> = self.not_run.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
            write!(line, "; not run: {}", reasons.join(", ")).unwrap();
        }
        line
    }
}

#[test]
fn the_suite_gives_what_is_committed() {
    let Some(folder) = suite() else { return };
    let (sets, texts) = catalog::read(&folder);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(set) = sets.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((set.name.clone(), Results::of(set)));
        }
        done
    };
    let mut all: BTreeMap<String, Results> = BTreeMap::new();
    std::thread::scope(|scope| {
        let start = || std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).unwrap();
        let threads: Vec<_> = (0..THREADS).map(|_| start()).collect();
        threads.into_iter().for_each(|thread| all.extend(thread.join().unwrap()));
    });
    let mut total = Results::default();
    let mut lines = Vec::new();
    for (name, results) in all {
        lines.push(results.line(&name));
        for (case, outcome, found) in results.run {
            if outcome != Outcome::Passed {
                lines.push(format!("  {case}: {}", outcome.name()));
                if std::env::var_os("RECTO_SUITES").is_some_and(|wish| wish == "tell") {
                    println!("{name}\t{case}\t{}\t{}", outcome.name(), found.replace('\n', "⏎"));
                }
            }
            total.run.push((case, outcome, found));
        }
        for (reason, count) in results.not_run {
            *total.not_run.entry(reason).or_default() += count;
        }
    }
    lines.insert(0, total.line("all"));
    println!("{}", total.line("QT3"));
    assert_eq!(total.count(Outcome::Panicked), 0, "a case panicked");
    suite_results::compare("qt3", texts.iter().map(String::as_bytes), &lines);
}
