//! `random-number-generator` (Functions and Operators 3.1, 4.9): numbers that look like random ones and come from the seed alone, so that the
//! same input gives the same result. Without a seed it is the same one always.

use super::call::{Call, Single};
use crate::xpath::error::{self, Error};
use crate::xpath::expression::Expression;
use crate::xpath::library::Library;
use crate::xpath::static_context::StaticContext;

/// A step of the generator `SplitMix64`.
fn mixed(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

pub(super) fn random_number_generator<'d>(call: &mut Call<'_, '_, 'd>) -> Single<'d> {
    const LARGEST: u64 = 1 << 31;
    let seed = call.value(0)?.map(|seed| seed.string().into_owned()).unwrap_or_default();
    let seed = mixed(seed.bytes().fold(0, |hash, byte| mixed(hash ^ u64::from(byte))));
    let (number, next) = (seed % LARGEST, mixed(seed) % LARGEST);
    // What it gives is written in XPath: places are sorted by what a generator of remainders makes of them.
    let text = format!(
        "map {{ 'number': {number} div {LARGEST}e0, 'next': function() {{ random-number-generator({next}) }}, \
         'permute': function($s as item()*) as item()* {{ \
         for $p in sort(1 to count($s), (), function($p) {{ ($p * 7919 + {number}) * 104729 mod 1000003 }}) return $s[$p] }} }}"
    );
    let mut library = Library::default();
    let mut context = StaticContext::empty(&mut library);
    let expression = Expression::parse(&text, &mut context)?;
    let found = call.evaluation.items(&expression, None)?.into_iter().next();
    found.map(Some).ok_or_else(|| Error::new(error::NOT_SUPPORTED, "there is no generator"))
}
