//! What each feature of a block is worth: the samples are converted without it, and the TEI is compared with what they become with it.
//!
//! The figure is the part of the elements that is lost or put in place of others, over all samples of a profile. A feature that is worth
//! nothing to any sample is dead weight, or wants a sample. The worth on published volumes is measured where these are at hand:
//! `cargo test --release --test recto worth -- --ignored --nocapture`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use recto::internals::convert::convert;
use recto::internals::eval::{Reading, Score, Style, compare};
use recto::internals::metadata::Metadata;
use recto::internals::profile::{Evidence, Profile, built_in};
use recto::internals::text::Source;
use recto::internals::xml::{Document, External};

/// The TEI of a text; nothing where it is refused.
fn made(source: &Source, profile: &Profile) -> Option<String> {
    convert(source, profile, &Metadata::default()).tei
}

fn texts(folder: &Path) -> Vec<Source> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let read = |path: &PathBuf| Some(Source::new(path.display().to_string(), std::fs::read_to_string(path).ok()?));
    paths.iter().filter_map(read).collect()
}

/// All features that a profile weighs.
fn features(profile: &Profile) -> BTreeSet<Evidence> {
    profile.weights.values().flat_map(BTreeMap::keys).copied().collect()
}

fn without(profile: &Profile, feature: Evidence) -> Profile {
    let mut weights = profile.weights.clone();
    for numbers in weights.values_mut() {
        numbers.remove(&feature);
    }
    profile.with_weights(weights, profile.words.clone())
}

/// For each feature the part of elements that its loss costs.
fn worth(profile: &Profile, texts: &[Source]) -> BTreeMap<String, f64> {
    let whole: Vec<Option<String>> = texts.par_iter().map(|text| made(text, profile)).collect();
    let cost = |feature: &Evidence| {
        let less = without(profile, *feature);
        let mut score = Score::default();
        for (text, gold) in texts.iter().zip(&whole) {
            let Some(gold) = gold else { continue };
            let other = made(text, &less).unwrap_or_default();
            if other == *gold {
                let reading = Reading::of_output(&Document::parse(gold, External::Noted).0);
                score.add(&compare(&reading, Some(&reading)).0);
                continue;
            }
            let gold = Reading::of_gold(&Document::parse(gold, External::Noted).0, Style::AsIs);
            let other = Reading::of_output(&Document::parse(&other, External::Noted).0);
            score.add(&compare(&gold, Some(&other)).0);
        }
        (feature.to_string(), 1.0 - score.all().f1())
    };
    features(profile).par_iter().map(cost).collect()
}

#[test]
fn each_feature_is_worth_something() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let rows: Vec<(&str, BTreeMap<String, f64>)> = [("base", "letter"), ("frus", "frus")]
        .into_iter()
        .map(|(name, folder)| (name, worth(&built_in(name).unwrap(), &texts(&root.join(folder)))))
        .collect();
    let names: BTreeSet<&String> = rows.iter().flat_map(|(_, row)| row.keys()).collect();
    let mut table = String::new();
    for name in names {
        let figures: Vec<String> = rows
            .iter()
            .map(|(_, row)| row.get(name).map_or("     –".to_owned(), |worth| format!("{:5.1} %", worth * 100.0)))
            .collect();
        let _ = writeln!(table, "{name:20} {}", figures.join("  "));
    }
    insta::assert_snapshot!("worth_of_features", table);
}

/// The same on what published volumes print.
#[test]
#[ignore = "takes minutes, and needs texts of published volumes: RECTO_TEXTS=FOLDER RECTO_PROFILE=frus"]
fn worth_on_published_volumes() {
    let (Ok(folder), Ok(profile)) = (std::env::var("RECTO_TEXTS"), std::env::var("RECTO_PROFILE")) else {
        println!("SKIPPED: RECTO_TEXTS and RECTO_PROFILE are not set");
        return;
    };
    let mut rows: Vec<(String, f64)> =
        worth(&built_in(&profile).unwrap(), &texts(Path::new(&folder))).into_iter().collect();
    rows.sort_by(|one, other| other.1.total_cmp(&one.1));
    for (name, worth) in rows {
        println!("{name:20} {:6.2} %", worth * 100.0);
    }
}
