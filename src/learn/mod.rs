//! Learning the weights of a house from letters that it has encoded.
//!
//! Takes texts with their published TEI, and a profile to begin with; gives a profile whose best sequences are those of the TEI more often,
//! and what cross-validation says of it. Promises that the same letters give the same profile on every system, and that a letter whose
//! text is not that of its TEI is set aside. Touches no file, and cannot touch the ledger: what is learned chooses among readings that
//! keep every character.
//!
//! | step | file |
//! |---|---|
//! | a text is aligned with its TEI: which rows of the grammar each block may be | `example`, `ranges` |
//! | editions weigh the same, and each is left out in turn; texts whose reading is to stay | `training_set` |
//! | weights are trained through the search that converts | `train` |
//! | what was learned is rounded, and what is small is left out | `learned` |
//! | settings are tried that are habits of the letters | `settings` |
//! | letters are converted with what the others taught | `cross_validation` |
//! | what remains wrong is named with its place | `mistakes` |
//! | the margin below which a reading is doubted is found | `calibration` |
//! | what no weight can say is counted | `habits` |

mod calibration;
mod cross_validation;
mod example;
mod habits;
mod learned;
mod mistakes;
mod ranges;
mod settings;
mod train;
mod training_set;

pub use calibration::Calibration;
pub use cross_validation::{CrossValidation, fold};
pub use example::{Example, Sequence, SetAside};
pub use habits::{Habit, Unmade, habits, unmade};
pub use learned::{Learned, Moved};
pub use mistakes::Mistake;
pub use settings::Tried;
pub use train::WordsLearned;
pub use training_set::{Kept, TrainingSet};

use crate::profile::Profile;

/// What the letters of a run teach, from the weights of a profile.
#[must_use]
pub fn learn(set: &TrainingSet, profile: &Profile, words: WordsLearned) -> Learned {
    train::train(&set.sequences(None), profile, words).with_settings(set.examples.iter())
}
