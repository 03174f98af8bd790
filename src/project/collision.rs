//! Results that would destroy text or be taken for inputs. Takes what was found and where its results go; gives a refusal, or the inputs
//! without results of a former run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::Refusal;
use super::border::Border;
use super::job::{Found, Input, Output, Target};
use super::resolved::Resolved;
use super::stamp::Stamp;
use super::written::{Folders, Text};

/// Leaves out what a walk found below a folder for results that lies inside of the folder that was walked: results are no inputs.
///
/// # Errors
/// [`Refusal`] when Recto did not write one of them.
pub(super) fn without_results(
    border: &Border,
    found: Vec<Found>,
    inputs: &[PathBuf],
    folder: &Path,
) -> Result<Vec<Found>, Refusal> {
    let Ok(target) = folder.canonicalize() else { return Ok(found) };
    let is_inside =
        |input: &PathBuf| input.canonicalize().is_ok_and(|input| target != input && target.starts_with(input));
    if !inputs.iter().any(is_inside) {
        return Ok(found);
    }
    let folders = Folders::default();
    let mut left = Vec::new();
    for one in found {
        let path = match &one.input {
            Input::File(path) if !inputs.contains(path) => path.canonicalize().ok(),
            Input::File(_)
            | Input::Pages(_)
            | Input::Letter(..)
            | Input::Volume(..)
            | Input::Stdin
            | Input::Held(_)
            | Input::Closed(_) => None,
        };
        let Some(path) = path.filter(|path| path.starts_with(&target)) else {
            left.push(one);
            continue;
        };
        let (known, name) = folders.of(&path);
        let stamp = border.read(&path).map(Stamp::of);
        if !stamp.and_then(|stamp| known.is_written(&name, Text::Written(stamp))).unwrap_or(false) {
            let message =
                format!("`{}` is an input and lies where the results go, in `{}`", one.name, folder.display());
            return Err(Refusal::new(message).help("choose a folder outside of the inputs with `-o`"));
        }
    }
    if left.is_empty() {
        return Err(Refusal::new("no input: all files lie where the results go"));
    }
    Ok(left)
}

/// A result that the next run would take for an input would be mixed with these.
pub(super) fn refuse_new_inputs(inputs: &[PathBuf], target: Target<'_>, outputs: &[Output]) -> Result<(), Refusal> {
    let places = Resolved::default();
    let folders: Vec<PathBuf> = inputs.iter().filter(|input| input.is_dir()).map(|input| places.real(input)).collect();
    let target = match target {
        Target::Path(path) => Some(places.real(path)),
        _ => None,
    };
    // What lies in a folder for results inside of an input is left out of the inputs.
    let is_apart =
        |input: &&PathBuf| !target.as_ref().is_some_and(|target| target != *input && target.starts_with(input));
    for output in outputs {
        let Output::File(path) = output else { continue };
        let real = places.real(path);
        if let Some(input) = folders.iter().filter(is_apart).find(|input| real.starts_with(input)) {
            let message =
                format!("the result `{}` would lie among the inputs, in `{}`", path.display(), input.display());
            return Err(Refusal::new(message).help("choose a folder outside of the inputs with `-o`"));
        }
    }
    Ok(())
}

/// What is the same for two paths that are one file on some system: capitals, and letters with signs in one or two characters.
fn key(real: &Path) -> String {
    real.to_string_lossy().nfc().collect::<String>().to_lowercase()
}

/// Two results in one file, or a result in the place of an input, would destroy text. Names that differ in capitals alone are one file on
/// some systems.
pub(super) fn refuse_collisions(found: &[Found], outputs: &[Output]) -> Result<(), Refusal> {
    if !outputs.iter().any(|output| matches!(output, Output::File(_))) {
        return Ok(());
    }
    let places = Resolved::default();
    let inputs = found.iter().filter_map(|found| match &found.input {
        Input::File(path) => Some((key(&places.real(path)), path)),
        Input::Pages(_) | Input::Letter(..) | Input::Volume(..) | Input::Stdin | Input::Held(_) | Input::Closed(_) => {
            None
        }
    });
    let inputs: BTreeMap<String, &PathBuf> = inputs.collect();
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (found, output) in found.iter().zip(outputs) {
        let Output::File(path) = output else {
            continue;
        };
        let key = key(&places.real(path));
        let input = inputs.get(&key);
        if let Some(other) = taken.insert(key, &found.name) {
            let message = format!("`{other}` and `{}` would both become `{}`", found.name, path.display());
            let is_alike = other.to_lowercase() == found.name.to_lowercase();
            return Err(Refusal::new(message).help(match is_alike {
                true => "capitals do not tell files apart on every system: give one of them another name",
                false => "name their common folder instead, or run them apart",
            }));
        }
        if input
            .is_some_and(|input| path.canonicalize().ok().is_some_and(|path| input.canonicalize().ok() == Some(path)))
        {
            let message = format!("the result of `{}` would replace the input `{}`", found.name, path.display());
            return Err(Refusal::new(message).help("choose another place with `-o`"));
        }
    }
    Ok(())
}
