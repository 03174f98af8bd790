//! Letters to look at: a page for each, and an index of all.
//!
//! Takes a TEI document ([`Letter`]), with the text it was made from and where both agree if they are at hand; gives a page of HTML that is whole
//! in itself ([`page()`]) and what the index says of it ([`Entry`]); from all entries the index ([`Index`]). On a page stand the transcript as it
//! was given, the letter as an edition prints it, and the TEI; their parts are linked by ids. Promises that every visible character of the
//! document is on the page, with a rule of presentation or without one; that nothing of a letter can run or load anything, which the page itself
//! forbids; that the same input gives the same bytes; and no recursion over the depth of a document. Leaves out files and the order of letters.
//!
//! | what | file |
//! |---|---|
//! | how each element is shown, as a table | `presentation` |
//! | what is known of each node before it is shown | `parts` |
//! | the three columns | `transcript`, `edition`, `tei_source` |
//! | signs without text in the edition; what an element says of itself | `signs`, `told` |
//! | findings, and their marks at their places | `remark`, `marks` |
//! | the page around them; what one that is served has more | `page`, `served` |
//! | what a document says of its letter | `entry` |
//! | which images it names | `facsimile` |
//! | the index, its line of years, who wrote to whom | `index`, `years`, `network` |
//! | text as HTML; what a page may run | `html`, `policy` |

mod edition;
mod entry;
mod facsimile;
mod html;
mod index;
mod marks;
mod network;
mod page;
mod parts;
mod policy;
mod presentation;
mod remark;
mod served;
mod signs;
mod tei_source;
mod told;
mod transcript;
mod years;

pub use entry::Entry;
pub use facsimile::{Facsimile, Image, facsimiles};
pub use index::Index;
pub use page::{Letter, Page, page};
pub use remark::{Remark, remarks, remarks_of_conversion};
pub use served::{Proposal, Served, unread};
