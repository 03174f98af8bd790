//! TEI compared with TEI, element by element: how well did a converter, or a person, encode what was published?
//!
//! Takes two documents, the published one (gold) and the one to be measured; gives [`Score`]s that add up, and the differences of
//! one document. The visible text without white space is one stream of characters; notes are taken out of it. An element is found
//! when one of the same name has exactly the same text, a page break or note when it stands between the same characters. Names of
//! people and places, emphasis and links make no difference. Touches no file.

mod older;
mod reading;
mod score;

pub use older::Style;
pub use reading::{ELEMENTS, Key, Reading, TextRange, letters_of_body, letters_of_text};
pub use score::{Count, Differences, Score, compare};
