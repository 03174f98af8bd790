//! The account of every character of the input: promise one of the converter.
//!
//! Takes the spans that became text and the spans that became markup; gives a balance over the whole source. Promises that a
//! character that is in neither and is not white space is found, and one that is in both. Knows nothing of TEI.
