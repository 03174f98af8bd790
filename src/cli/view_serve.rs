//! `recto view --serve`: letters in a browser while they change. Takes the arguments; prints the address, and serves until the process ends.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::summary::Summary;
use super::view::{View, ViewRun, prepare};
use crate::project::{Desk, Findings, Refusal, Undecided};
use crate::review::Decision;
use crate::serve::{Answer, Method, Request, Server};

/// How long files are left alone before they count as saved, and how long that is waited for.
const QUIET: Duration = Duration::from_millis(150);
const LONGEST: Duration = Duration::from_secs(2);

/// Serves the letters of a command.
pub fn run(command: &View, console: &mut Console) -> Result<Exit, Stop> {
    let mut summary = Summary::of("shown", "not");
    let ViewRun { viewings, options, folders, .. } = prepare(command, None, console, &mut summary)?;
    let failed = |error: std::io::Error| Refusal::new(format!("cannot serve: {error}"));
    let server = Server::open().map_err(failed)?;
    let mut watch = Watch::new()?;
    watch.follow(folders)?;
    let desk = Desk::default();
    tell(&desk.renew(viewings, options), console)?;
    watch.follow(desk.included())?;
    console.print(&format!("{}\n", server.address()))?;
    std::thread::scope(|scope| {
        scope.spawn(|| server.run(|request| answer(&desk, request)));
        while watch.is_changed() {
            let mut summary = Summary::of("shown", "not");
            match prepare(command, None, console, &mut summary) {
                Ok(ViewRun { viewings, options, .. }) => {
                    // Where standard error is closed nobody is left to tell; the pages go on.
                    drop(tell(&desk.renew(viewings, options), console));
                    drop(watch.follow(desk.included()).map_err(|refusal| console.refuse(&refusal)));
                }
                Err(Stop::Refused(refusal)) => drop(console.refuse(&refusal)),
                Err(Stop::Reported | Stop::Stream(_)) => {}
            }
        }
        Ok(Exit::Clean)
    })
}

/// Says what was found, as it is found.
fn tell(said: &[Findings], console: &mut Console) -> Result<(), Stop> {
    said.iter().try_for_each(|findings| Ok(console.report(&findings.source, &findings.diagnostics)?))
}

/// What looks after files and folders, and what it sees.
struct Watch {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    /// Folders that are watched.
    folders: Vec<(PathBuf, RecursiveMode)>,
}

impl Watch {
    fn new() -> Result<Self, Refusal> {
        let (sender, events) = mpsc::channel();
        let watcher = notify::recommended_watcher(move |event| {
            // Nobody listens when the process ends.
            let _ = sender.send(event);
        });
        let failed = |error: notify::Error| Refusal::new(format!("cannot watch files: {error}"));
        Ok(Self { watcher: watcher.map_err(failed)?, events, folders: Vec::new() })
    }

    /// Looks after these files and folders too.
    fn follow(&mut self, paths: Vec<PathBuf>) -> Result<(), Refusal> {
        for path in paths.iter().filter(|path| path.exists()) {
            // An editor may put another file in the place of one: its folder is watched.
            let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let (folder, mode) = match path.is_dir() {
                true => (path.as_path(), RecursiveMode::Recursive),
                false => (above, RecursiveMode::NonRecursive),
            };
            let is_watched = |(known, how): &(PathBuf, RecursiveMode)| match how {
                RecursiveMode::Recursive => folder.starts_with(known),
                RecursiveMode::NonRecursive => mode == *how && folder == known,
            };
            if self.folders.iter().any(is_watched) {
                continue;
            }
            let failed = |error: notify::Error| Refusal::new(format!("cannot watch `{}`: {error}", folder.display()));
            self.watcher.watch(folder, mode).map_err(failed)?;
            self.folders.push((folder.to_owned(), mode));
        }
        Ok(())
    }

    /// Waits until something is saved; false when nothing will be any more.
    fn is_changed(&self) -> bool {
        let is_change = |event: &notify::Result<Event>| !matches!(event, Ok(Event { kind: EventKind::Access(_), .. }));
        loop {
            match self.events.recv() {
                Ok(event) if is_change(&event) => break,
                Ok(_) => {}
                Err(_) => return false,
            }
        }
        let end = Instant::now() + LONGEST;
        while Instant::now() < end && self.events.recv_timeout(QUIET).is_ok() {}
        true
    }
}

/// The answer to a request.
fn answer(desk: &Desk, request: &Request) -> Answer {
    let path = &*request.path;
    if request.method == Method::Post {
        return decided(desk, request).unwrap_or_else(|| Answer::refusal(400, "no decision"));
    }
    if let Some(known) = request.field("after") {
        return Answer::text(desk.wait(path, known.parse().unwrap_or_default()).to_string());
    }
    let image = request.field("image").and_then(|number| desk.image(path, number.parse().ok()?));
    match (image, request.field("image")) {
        (Some((kind, bytes)), _) => Answer::image(kind, bytes),
        (None, None) => desk.page(path).map_or_else(|| nothing(path), Answer::page),
        (None, Some(_)) => nothing(path),
    }
}

fn nothing(path: &str) -> Answer {
    Answer::refusal(404, &format!("nothing is called `{path}`"))
}

/// The answer to a form; none where it makes no sense.
fn decided(desk: &Desk, request: &Request) -> Option<Answer> {
    let decision = match request.field("decision")? {
        "accept" => Decision::Accept,
        "reject" => Decision::Reject,
        _ => return None,
    };
    let change = match request.field("change")? {
        "all" => None,
        number => Some(number.parse().ok()?),
    };
    Some(match desk.decide(&request.path, request.field("state")?, change, decision) {
        Ok(()) => Answer::see("?".to_owned()),
        Err(Undecided::Unknown) => nothing(&request.path),
        Err(Undecided::Stale) => {
            Answer::refusal(409, "nothing was decided: the letter is another one by now; go back and look again")
        }
        Err(Undecided::Failed(why)) => Answer::refusal(409, &format!("nothing was decided: {why}")),
    })
}
