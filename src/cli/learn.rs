//! `recto learn`: a house style from letters that were encoded. Takes the arguments; writes a profile, and reports what it is worth.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value, json};

use super::console::Console;
use super::exit::{Exit, Stop};
use super::schemas;
use super::summary::{Outcome, Summary};
use crate::diag::Severity;
use crate::eval::{Count, ELEMENTS, Score};
use crate::learn::{
    Calibration, CrossValidation, Habit, Learned, Mistake, Moved, Tried, Unmade, WordsLearned, habits, unmade,
};
use crate::profile::{self, Profile};
use crate::project::{self, Encoded, Extensions, Job, Lessons, Projects, Refusal, Replaced, Target};
use crate::report::{self, Format, counted};
use crate::schematron::Phase;
use crate::text::Source;

/// Learn a house style from letters that are encoded already.
///
/// Reads TEI beside its text and finds the weights with which `recto convert` would have made this TEI of this text. Writes a
/// profile that holds what was learned and nothing else. In a folder, NAME.gold.xml are the letters if there are any, else all
/// .xml files; NAME.txt beside one is its text. Where no text is there it is rendered, as `recto text` does. Prints what the
/// letters teach: each fifth of them converted with what the others taught. Several folders are several editions: they weigh
/// the same, and each is converted with what the others taught.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Learn {
    /// TEI of letters: files, or folders with .xml files.
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,
    /// The profile to write.
    #[arg(short, long, required = true, value_name = "FILE")]
    output: PathBuf,
    /// Folder with the texts: NAME.txt at the same place as NAME.xml in GOLD.
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,
    /// Texts that the profile reads rightly already: files, or folders with .txt files. What is learned is to leave them as they are.
    #[arg(long, value_name = "TEXTS")]
    keep: Vec<PathBuf>,
    /// The profile to begin with: `base` (weights set by hand), `letter` (what other editions taught), `transcript`, `frus`, or a file of
    /// your own, whose settings are written with what is learned. Without it `letter` where there are fewer than 20 letters, which teach
    /// less than other editions did, else `base`.
    #[arg(long, value_name = "PROFILE")]
    base: Option<PathBuf>,
    /// Learn nothing from words.
    #[arg(long)]
    no_words: bool,
    /// Encoding of the texts, such as windows-1252. Without it they are UTF-8.
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Replace a file that Recto did not write, or that was changed since.
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  recto learn tei/ -o house.toml
  recto learn tei/ --texts transcripts/ -o house.toml
  recto convert new/ -o tei-new/ --profile house.toml";

/// Fewer letters teach nothing that holds for others.
const FEWEST: usize = 10;
/// From so many on, letters of a house teach more than those of other editions.
const ENOUGH: usize = 20;
/// How many kinds of mistakes, and how many weights, people are shown.
const SHOWN: usize = 8;
/// How many places of a kind of mistakes people are shown, and how many programs.
const PLACES: usize = 3;
const MOST_PLACES: usize = 50;

/// Runs the command.
pub fn run(command: &Learn, console: &mut Console) -> Result<Exit, Stop> {
    let encoding = command.encoding.as_deref();
    encoding.map_or(Ok(()), project::encoding)?;
    let mut summary = Summary::of("learned from", "set aside");
    let border = console.border(&command.gold).with_folders(&command.texts);
    let border = command
        .texts
        .iter()
        .chain(&command.keep)
        .fold(border, |border, texts| border.inputs(std::slice::from_ref(texts)));
    let border = Arc::new(border.output(&command.output).with_folders(&command.base));
    let letters = project::encoded(&border, &command.gold, command.texts.as_deref())?;
    let usual = if letters.len() < ENOUGH { profile::DEFAULT } else { profile::BASE };
    let base = command.base.as_deref().unwrap_or(Path::new(usual));
    let (base, findings) = project::profile(&border, base)?;
    schemas::tell(slice::from_ref(&findings), console, &mut summary)?;
    let Some(base) = base else { return Ok(summary.exit()) };
    let kept = match &command.keep[..] {
        [] => Vec::new(),
        texts => project::jobs(&border, texts, Target::Nowhere, Extensions { from: &["txt"], to: "xml" })?,
    };
    let jobs: Vec<Job> = letters.iter().flat_map(Encoded::jobs).chain(&kept).cloned().collect();
    let projects = schemas::open(&border, &jobs, &[], &Phase::Default, console, &mut summary)?;
    let mut lessons = read(&letters, &base, &projects, encoding, console, &mut summary)?;
    let number = lessons.set.examples.len();
    if number < FEWEST {
        let message = format!("too few letters to learn from: {number}");
        let help = format!("{FEWEST} teach something, 50 most of what there is to learn");
        return Err(Refusal::new(message).help(help).into());
    }
    for text in &kept {
        if let Err(findings) = lessons.keep(text, &base, encoding) {
            summary.add(&findings.diagnostics, console.threshold());
            console.show(&findings.source, &findings.diagnostics, Severity::Note)?;
        }
    }
    let words = if command.no_words { WordsLearned::Nothing } else { WordsLearned::Several };
    let (learned, validation) = lessons.learn(&base, words);
    let profile = written(command, &base, &findings.source, number, &validation, &learned);
    let replaced = if command.force { Replaced::All } else { Replaced::Own };
    let said = project::put_result(&border, &command.output, profile, replaced)?;
    schemas::tell(&said, console, &mut summary)?;
    let report = Report {
        letters: number,
        set_aside: letters.len() - number,
        kept: lessons.set.kept.len(),
        read_otherwise: lessons.set.read_otherwise(&learned.profile),
        validation: &validation,
        moved: learned.moved(),
        settings: &learned.settings,
        habits: habits(&lessons.set.examples),
        unmade: unmade(&lessons.set.examples),
    };
    console.print(&match console.format() {
        Format::Json => serde_json::to_string(&report.object()).map_err(std::io::Error::from)? + "\n",
        _ => report.table(),
    })?;
    if !validation.is_better() {
        console.remark("no weights are written: the letters teach nothing that holds for others of them")?;
    }
    Ok(summary.exit())
}

/// Reads the letters; tells which are set aside.
fn read(
    letters: &[Encoded],
    base: &Profile,
    projects: &Projects,
    encoding: Option<&str>,
    console: &mut Console,
    summary: &mut Summary,
) -> Result<Lessons, Stop> {
    let mut lessons = Lessons::default();
    console.start(letters.len());
    project::in_order(
        letters,
        Encoded::named,
        |letter| project::lesson(letter, base, projects, encoding),
        |lesson| {
            console.advance();
            let lesson = lesson.unwrap_or_else(|fault| Err(vec![*fault]));
            let added = lesson.and_then(|lesson| lessons.add(lesson).map_err(|findings| vec![findings]));
            summary.add_file(if added.is_ok() { Outcome::Good } else { Outcome::Bad });
            for findings in added.err().into_iter().flatten() {
                summary.add(&findings.diagnostics, console.threshold());
                console.show(&findings.source, &findings.diagnostics, Severity::Note)?;
            }
            Ok::<(), Stop>(())
        },
    )?;
    console.finish();
    Ok(lessons)
}

/// The profile with what was learned, where it helps, and with the settings of the file that it begins with, if that is one.
fn written(
    command: &Learn,
    base: &Profile,
    below: &Source,
    letters: usize,
    validation: &CrossValidation,
    learned: &Learned,
) -> String {
    let name = command.output.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let mut text = format!("# What {letters} letters teach: recto learn");
    // Writing to a string does not fail.
    for gold in &command.gold {
        let _ = write!(text, " {}", report::shown(&gold.display().to_string()));
    }
    if let Some(texts) = &command.texts {
        let _ = write!(text, " --texts {}", report::shown(&texts.display().to_string()));
    }
    if let Some(base) = &command.base {
        let _ = write!(text, " --base {}", report::shown(&base.display().to_string()));
    }
    for texts in &command.keep {
        let _ = write!(text, " --keep {}", report::shown(&texts.display().to_string()));
    }
    if command.no_words {
        text += " --no-words";
    }
    text += "\n# A row that is struck is forgotten.\n";
    let mut tables = String::new();
    if validation.is_better() {
        let _ = write!(tables, "\n[doubts]\nmargin = {:.1}\n", validation.calibration().margin);
        tables += &learned.tables();
    }
    if !below.text().is_empty() {
        return text + &profile::file_over(below, &name, &tables);
    }
    let (name, base) = (Value::from(name), Value::from(base.name.as_str()));
    let _ = writeln!(text, "name = {name}\nextends = {base}");
    text + &tables
}

/// What is reported of a run.
struct Report<'a> {
    letters: usize,
    set_aside: usize,
    kept: usize,
    read_otherwise: Vec<&'a str>,
    validation: &'a CrossValidation,
    moved: Vec<Moved>,
    settings: &'a [Tried],
    habits: Vec<Habit>,
    unmade: Vec<Unmade>,
}

/// A kind of mistake: what the TEI says, what Recto says, and where.
struct Kind<'a> {
    published: Option<&'static str>,
    made: Option<&'static str>,
    places: Vec<&'a Mistake>,
}

impl Report<'_> {
    /// The mistakes that remain by kind, the commonest first.
    fn kinds(&self) -> Vec<Kind<'_>> {
        let mut kinds: BTreeMap<_, Vec<&Mistake>> = BTreeMap::new();
        for mistake in &self.validation.mistakes {
            kinds.entry((mistake.published, mistake.made)).or_default().push(mistake);
        }
        let mut kinds: Vec<Kind<'_>> =
            kinds.into_iter().map(|((published, made), places)| Kind { published, made, places }).collect();
        kinds.sort_by_key(|kind| Reverse(kind.places.len()));
        kinds
    }

    fn table(&self) -> String {
        let Self { letters, set_aside, kept, read_otherwise, validation, moved, settings, habits, unmade } = self;
        let CrossValidation { before, after, .. } = validation;
        let mut out = format!("{} learned from, {set_aside} set aside\n", counted(*letters, "letter"));
        let mut line = |line: String| out = format!("{out}{line}\n");
        line(format!("\n{:<13}{:>9}{:>9}{:>9}", "F1", "in TEI", "before", "after"));
        let rows = ELEMENTS.iter().zip(before.elements.iter().zip(&after.elements));
        for (name, (before, after)) in rows.filter(|(_, (before, after))| before.gold + before.extra + after.extra > 0)
        {
            line(figures(name, *before, *after));
        }
        line(figures("all", before.all(), after.all()));
        line(format!("{:<13}{:>9}{:>9}{:>9}", "wholly right", after.documents, before.perfect, after.perfect));
        let Calibration { margin, doubted, found, wrong } = validation.calibration();
        line(format!("\ndoubted, below a margin of {margin:.1}: {doubted} blocks, {found} of {wrong} that are wrong"));
        if *kept > 0 {
            line(format!("\nread otherwise: {} of {kept} that were to stay", read_otherwise.len()));
        }
        for name in read_otherwise {
            line(format!("  {}", report::shown(name)));
        }
        let kinds = self.kinds();
        if !kinds.is_empty() {
            line(format!("\nmistakes that remain\n{:>7}  {:<13}by Recto", "", "in TEI"));
        }
        for Kind { published, made, places } in kinds.iter().take(SHOWN) {
            let names = [published, made].map(|name| name.unwrap_or("nothing"));
            line(format!("{:>7}  {:<13}{}", places.len(), names[0], names[1]));
            for Mistake { name, line: number, begins, .. } in places.iter().take(PLACES) {
                line(format!("         {}", report::shown(&format!("{name}:{number}: {begins}"))));
            }
        }
        line("\nwhat moved most".to_owned());
        for Moved { part, key, before, after } in moved.iter().take(SHOWN) {
            line(format!("  {:<21}{:<21}{before:>7.1}{after:>7.1}", part.to_string(), report::shown(key)));
        }
        if !settings.is_empty() {
            line("\nsettings, written where they mend several letters, and four times what they spoil".to_owned());
        }
        for Tried { table, key, value, better, worse, mended, made } in *settings {
            let letters = format!("{better:>7} better{worse:>5} worse");
            line(format!(
                "  {:<42}{letters}   ({mended} mistakes less, {made} more)",
                format!("{table}.{key} = \"{value}\"")
            ));
        }
        line("\nwhere elements stand".to_owned());
        for Habit { element, inside, here, of } in habits {
            line(format!("{here:>5} of {of} {element} in {inside}"));
        }
        if !unmade.is_empty() {
            line("\nelements that Recto does not make".to_owned());
        }
        for Unmade { name, number, letter, begins } in unmade.iter().take(SHOWN) {
            line(format!("{number:>5} {name:<13} {}", report::shown(&format!("{letter}: {begins}"))));
        }
        out
    }

    fn object(&self) -> Value {
        let Self { letters, set_aside, kept, read_otherwise, validation, moved, settings, habits, unmade } = self;
        let CrossValidation { before, after, .. } = validation;
        let rows = ELEMENTS.iter().zip(before.elements.iter().zip(&after.elements));
        let row =
            |before: Count, after: Count| json!({ "gold": after.gold, "before": before.f1(), "after": after.f1() });
        let elements: Map<String, Value> =
            rows.map(|(name, (before, after))| ((*name).to_owned(), row(*before, *after))).collect();
        let mistakes: Vec<Value> = self.kinds().iter().map(mistake).collect();
        let Calibration { margin, doubted, found, wrong } = validation.calibration();
        let moved: Vec<Value> = moved.iter().map(weight).collect();
        json!({
            "letters": letters,
            "set_aside": set_aside,
            "doubts": { "margin": margin, "blocks": doubted, "found": found, "wrong": wrong },
            "kept": kept,
            "read_otherwise": read_otherwise,
            "elements": elements,
            "all": row(before.all(), after.all()),
            "written": self.validation.is_better(),
            "perfect": { "before": Score::share(before.perfect, before.documents), "after": Score::share(after.perfect, after.documents) },
            "mistakes": mistakes,
            "moved": moved,
            "settings": settings.iter().map(setting).collect::<Vec<_>>(),
            "habits": habits.iter().map(habit).collect::<Vec<_>>(),
            "unmade": unmade.iter().map(not_made).collect::<Vec<_>>(),
        })
    }
}

fn figures(name: &str, before: Count, after: Count) -> String {
    format!("{name:<13}{:>9}{:>9.3}{:>9.3}", after.gold, before.f1(), after.f1())
}

fn mistake(kind: &Kind<'_>) -> Value {
    let Kind { published, made, places } = kind;
    let place = |mistake: &&Mistake| {
        let Mistake { name, line, begins, .. } = mistake;
        json!({ "text": name, "line": line, "begins": begins })
    };
    let shown: Vec<Value> = places.iter().take(MOST_PLACES).map(place).collect();
    json!({ "published": published, "made": made, "number": places.len(), "places": shown })
}

fn weight(moved: &Moved) -> Value {
    let Moved { part, key, before, after } = moved;
    json!({ "part": part.to_string(), "key": key, "before": before, "after": after })
}

fn setting(tried: &Tried) -> Value {
    let Tried { table, key, value, better, worse, mended, made } = tried;
    json!({
        "table": table, "key": key, "value": value, "better": better, "worse": worse, "mended": mended, "made": made,
        "written": tried.is_habit(),
    })
}

fn habit(habit: &Habit) -> Value {
    let Habit { element, inside, here, of } = habit;
    json!({ "element": element, "inside": inside, "here": here, "of": of })
}

fn not_made(unmade: &Unmade) -> Value {
    let Unmade { name, number, letter, begins } = unmade;
    json!({ "element": name, "number": number, "text": letter, "begins": begins })
}
