//! The program and the library from outside: most tests start `recto` in a folder of their own and look at what it printed, wrote
//! and returned. What a module tests stands in its first line.
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

mod action;
mod architecture;
mod bad_input;
mod book;
mod book_links;
mod borders;
mod broken_off;
mod browser;
mod cli;
mod cmif;
mod corpus;
mod corpus_table;
mod derivative;
#[cfg(unix)]
mod devtools;
mod diff;
mod eval;
mod explain;
mod extremes;
mod folder;
mod format;
mod front_page;
#[cfg(unix)]
mod hostile;
mod hostile_grammars;
#[cfg(unix)]
mod hostile_inputs;
#[cfg(unix)]
mod hostile_rules;
mod ids;
mod inert;
mod init;
mod json_schemas;
mod keep;
#[cfg(unix)]
mod large;
mod learn;
mod letter_schema;
mod limits;
mod lists;
mod matcher;
mod mutation;
mod nvdl;
mod original;
mod own_rules;
mod pandoc;
mod prompt;
#[cfg(unix)]
mod proof_page;
mod properties;
mod qt3;
mod quick_fix;
mod recto_toml;
mod register;
mod relaxng_cases;
mod relaxng_messages;
mod relaxng_suite;
mod release;
mod replacing;
mod reports;
mod review;
mod review_corpus;
#[cfg(unix)]
mod review_killed;
#[cfg(unix)]
mod review_recording;
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
mod schematron_unrun;
mod shared;
mod source;
mod source_pages;
mod source_web;
mod source_word;
mod split;
#[cfg(unix)]
mod suite_results;
mod terminal;
mod transplant;
mod uri;
mod validate;
mod validate_schemas;
mod value_index;
mod verify;
mod view;
mod view_serve;
#[cfg(unix)]
mod web;
mod worth;
mod wrapping;
mod xinclude;
mod xinclude_commands;
mod xml_suite;
mod xpath;
