//! Pictures: how numbers and dates are to be written out (Functions and Operators 3.1, 4.6, 4.7 and 9.8). Takes a value and a picture;
//! gives text. Words and names are English; what is written in another way than it was asked for says so, as 9.8.4.8 has it.

mod date;
mod decimal;
mod decimal_format;
mod digits;
mod integer;
mod words;

use super::error::{self, Error};

pub(super) use date::{Request, moment};
pub(super) use decimal::{Number, decimal};
pub use decimal_format::DecimalFormat;
pub(super) use integer::integer;

/// Bytes of a picture, at most: what is written for one is not much longer.
const LONGEST: usize = 10_000;

/// A picture that is not too long.
fn bounded(picture: &str) -> Result<&str, Error> {
    if picture.len() <= LONGEST {
        return Ok(picture);
    }
    Err(Error::new(error::LIMIT, format!("the picture is longer than {LONGEST} bytes")))
}
