//! The program and the library from outside: most tests start `recto` in a folder of their own and look at what it printed, wrote
//! and returned.
//!
//! - `architecture`: imports between the folders of `src/` run one way.
//! - `bad_input`: files that are empty, broken, huge or gone.
//! - `broken_off`: faults and kills at every point of commands that write.
//! - `borders`: what a file of a stranger can neither show nor change.
//! - `browser`: the report for a browser, opened and clicked in one, where there is one.
//! - `cli`: inputs, outputs, exit statuses, formats.
//! - `corpus`: published volumes, where they are at hand, converted and scored.
//! - `derivative`: the plain algorithm of validation, which the matcher is held to.
//! - `diff`: what differs between two documents, and that every choice of changes is well-formed.
//! - `explain`: what the texts about findings promise.
//! - `extremes`: functions of XPath with values at the edges of their types.
//! - `folder`: the folder a test works in and how it runs the program.
//! - `format`: one layout, and nothing else changes.
//! - `hostile`: inputs that are made to take all time or all memory.
//! - `ids`: ids by a pattern, and what points to them.
//! - `inert`: what strangers name and write steers no terminal and no runner.
//! - `init`: a project from nothing, what is in force in it, what is made from the definitions.
//! - `keep`: what a person wrote is never replaced unasked.
//! - `letter_schema`: the grammar of a letter takes what Recto writes, and nothing that is not TEI.
//! - `matcher`: random schemas and documents, the matcher against the plain algorithm.
//! - `memory`: files in memory, for other tests.
//! - `mutation`: files that are nearly right, by the thousand, through every command.
//! - `nvdl`: which part of a document goes to which schema.
//! - `properties`: what holds for every text.
//! - `readme`: what the README shows is what the program does.
//! - `recto_toml`: which one holds for a file, and what it says.
//! - `relaxng_suite`: the suites of RELAX NG, and published schemas.
//! - `replacing`: what is saved while a command runs, and what belongs to a file.
//! - `reports`: findings for other programs, printed and in files.
//! - `review`: pending changes, accepted and rejected.
//! - `review_corpus`: how long a change that touches 10,000 documents takes.
//! - `review_killed`: a review that is killed loses nothing.
//! - `review_session`: what keys mean, and what fits a screen.
//! - `review_terminal`: the same with keys, in a terminal.
//! - `samples`: every text in `samples/` with its TEI beside it, and back.
//! - `schema`: schemas from one syntax to the other.
//! - `schema_outline`: a schema in lines that are the same for both syntaxes.
//! - `shared`: what stands beside the project, for other tests.
//! - `terminal`: a terminal that a test types into.
//! - `uri`: references to resources, as RFC 3986 reads them.
//! - `validate`: which schema a file is checked against, and what is said.
//! - `worth`: what each feature of a block is worth.
//! - `xinclude`: documents with what they include.
//! - `xml_suite`: the W3C XML conformance test suite, where it is at hand.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking, and tells what it skipped"
)]

mod architecture;
mod bad_input;
mod borders;
mod broken_off;
mod browser;
mod cli;
mod corpus;
mod derivative;
mod diff;
mod eval;
mod explain;
mod extremes;
mod folder;
mod format;
#[cfg(unix)]
mod hostile;
mod hostile_grammars;
mod ids;
mod inert;
mod init;
mod keep;
mod letter_schema;
mod matcher;
mod memory;
mod mutation;
mod nvdl;
mod own_rules;
mod properties;
mod quick_fix;
mod readme;
mod recto_toml;
mod register;
mod relaxng_cases;
mod relaxng_messages;
mod relaxng_suite;
mod replacing;
mod reports;
mod review;
mod review_corpus;
#[cfg(unix)]
mod review_killed;
mod review_session;
#[cfg(unix)]
mod review_terminal;
mod samples;
mod schema;
mod schema_outline;
mod schematron;
mod schematron_constructs;
mod schematron_parts;
mod schematron_suite;
mod shared;
#[cfg(unix)]
mod terminal;
mod uri;
mod validate;
mod worth;
mod xinclude;
mod xml_suite;
mod xpath;
