//! The parts of a ZIP archive. Takes its bytes; gives the bytes of the part with a name.
//!
//! Bounded: a part of which more is unpacked than the memory of a file allows, or than [`RATIO`] times its size, is refused. Nothing is
//! unpacked but what is asked for, and nothing is written. Every part is held to its checksum.

use std::collections::HashMap;
use std::io::{self, Read};

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, Error, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::fault::{damaged, encrypted, too_large};
use crate::budget::Limits;
use crate::diag::Diagnostic;

/// Bytes of memory that a byte of a part takes until its text is taken out, about.
const UNPACKED: u64 = 5;

/// How many times its size a part of more than [`SMALL`] bytes may unpack to.
const RATIO: u64 = 400;
const SMALL: u64 = 1 << 20;

/// The most parts that an archive may have.
const PARTS: usize = 20_000;

/// An archive.
#[derive(Debug)]
pub(super) struct Archive<'b> {
    archive: ZipSliceArchive<&'b [u8]>,
    parts: HashMap<String, Part>,
    /// The most bytes that a part may unpack to.
    largest: u64,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    place: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    is_encrypted: bool,
    packed: u64,
}

impl<'b> Archive<'b> {
    /// Reads the list of the parts.
    ///
    /// # Errors
    /// The archive is damaged, or has more parts than any document.
    pub(super) fn open(bytes: &'b [u8], limits: Limits) -> Result<Self, Diagnostic> {
        let archive = ZipArchive::from_slice(bytes).map_err(|error| broken(&error))?;
        let mut parts = HashMap::new();
        let mut entries = archive.entries();
        while let Some(entry) = entries.next_entry().map_err(|error| broken(&error))? {
            // A name that no path can be is no part of a document.
            let Ok(name) = entry.file_path().try_normalize() else { continue };
            let part = Part {
                place: entry.wayfinder(),
                method: entry.compression_method(),
                is_encrypted: entry.flags().is_encrypted(),
                packed: entry.compressed_size_hint(),
            };
            if parts.insert(name.as_str().to_owned(), part).is_some() {
                return Err(damaged(format!("its archive has two parts named `{}`", name.as_str())));
            }
            if parts.len() > PARTS {
                return Err(too_large(format!("its archive has more than {PARTS} parts")));
            }
        }
        Ok(Self { archive, parts, largest: limits.memory / UNPACKED })
    }

    /// Unpacks every part, for a reader that goes through the archive itself.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub(super) fn hold_bounds(&self) -> Result<(), Diagnostic> {
        let mut names: Vec<&String> = self.parts.keys().collect();
        names.sort();
        let mut all = 0;
        for name in names {
            all += self.part(name)?.map_or(0, |bytes| bytes.len());
            if all as u64 > self.largest.saturating_mul(2) {
                return Err(too_large("its parts unpack to more than any table has".to_owned()).help(HELP));
            }
        }
        Ok(())
    }

    /// The bytes of a part; `None` where there is none of this name.
    ///
    /// # Errors
    /// The part is damaged, encrypted or too large.
    pub(super) fn part(&self, name: &str) -> Result<Option<Vec<u8>>, Diagnostic> {
        let Some(part) = self.parts.get(name) else { return Ok(None) };
        if part.is_encrypted {
            return Err(encrypted());
        }
        let entry = self.archive.get_entry(part.place).map_err(|error| broken(&error))?;
        let unpacked = match part.method {
            CompressionMethod::STORE => self.bounded(entry.verifying_reader(entry.data()), part),
            CompressionMethod::DEFLATE => self.bounded(entry.verifying_reader(DeflateDecoder::new(entry.data())), part),
            _ => return Err(damaged(format!("its part `{name}` is packed in a way that documents are not"))),
        };
        match unpacked {
            Ok(Some(bytes)) => Ok(Some(bytes)),
            Ok(None) => Err(too_large(format!("its part `{name}` unpacks to more than any letter has")).help(HELP)),
            Err(error) => Err(damaged(format!("its part `{name}` cannot be unpacked: {error}"))),
        }
    }

    /// The bytes of a part; `None` where there are too many.
    fn bounded(&self, reader: impl Read, part: &Part) -> io::Result<Option<Vec<u8>>> {
        let most = self.largest.min(SMALL.max(part.packed.saturating_mul(RATIO)));
        let mut bytes = Vec::new();
        let read = reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok((read as u64 <= most).then_some(bytes))
    }
}

/// What a person can do.
const HELP: &str = "take images and what is no text out of it, or raise the limit: `--limit memory=BYTES`";

fn broken(error: &Error) -> Diagnostic {
    damaged(format!("its archive cannot be read: {error}"))
}
