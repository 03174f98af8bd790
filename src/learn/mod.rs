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
//! | weights are trained through the search that converts | `train` |
//! | what was learned is rounded, and what is small is left out | `learned` |
//! | letters are converted with what the others taught | `cross_validation` |
//! | what no weight can say is counted | `habits` |

mod cross_validation;
mod example;
mod habits;
mod learned;
mod ranges;
mod train;

pub use cross_validation::{CrossValidation, FOLDS, Mistake, fold};
pub use example::{Example, SetAside};
pub use habits::{Habit, Unmade, habits, unmade};
pub use learned::{Learned, Moved};
pub use train::{WordsLearned, learn};
