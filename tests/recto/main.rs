//! The program from outside: every test starts `recto` in a folder of its own and looks at what it printed, wrote and returned.
//!
//! - `architecture`: imports between the folders of `src/` run one way.
//! - `bad_input`: files that are empty, broken, huge or gone.
//! - `cli`: inputs, outputs, exit statuses, formats.
//! - `explain`: what the texts about findings promise.
//! - `corpus`: published volumes, where they are at hand, converted and scored.
//! - `properties`: what holds for every text.
//! - `samples`: every text in `samples/` with its TEI beside it, and back.
//! - `readme`: what the README shows is what the program does.
//! - `folder`: the folder a test works in and how it runs the program.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod architecture;
mod bad_input;
mod cli;
mod corpus;
mod explain;
mod folder;
mod properties;
mod readme;
mod samples;
