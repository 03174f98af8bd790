//! The elements of TEI set onto a text. Takes a text, TEI and a profile; gives TEI with the characters of the text and the elements of the TEI at the
//! corresponding places, and findings.
//!
//! Characters that both have stay where they are, with all markup around them; what stands between two of them is replaced by what the text has
//! there. Where a border of an element falls into it, it goes to the nearest border of words. An element whose text is not there is left
//! out; one whose text was moved or doubled goes to where the text has it, unless it would cross others there. Attributes, comments and the
//! header stay. What was made is compared with the text again: a result that does not hold it is none.
//!
//! | what | file |
//! |---|---|
//! | changes of the file, with why they are made | `cuts` |
//! | the file that is being rewritten, and the steps | `rewriter`, `steps` |
//! | what stands between two anchors | `gap` |
//! | where text of the source goes, and how it is written | `placement`, `words` |

mod cuts;
mod gap;
mod placement;
mod rewriter;
mod steps;
mod words;

use std::sync::Arc;

use super::findings;
use crate::budget::{Exceeded, Meter};
use crate::diag::{self, Diagnostic, Severity};
use crate::profile::{Profile, UnicodeForm, VerifyStyle, WhiteSpaceCompared};
use crate::text::{Origin, Source};
use crate::xml::{Entity, External};
use rewriter::Rewriter;

/// What setting elements onto a text gives.
#[derive(Clone, Debug)]
pub struct Transplanted {
    /// The TEI; `None` where there is none.
    pub tei: Option<String>,
    /// Why it differs from the TEI that was read, by the first byte of what was written; an origin without a rule ends the one before it.
    pub origins: Vec<(usize, Origin)>,
    /// Findings, about the TEI that was read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Sets the elements of well-formed TEI onto a text.
///
/// # Errors
/// The text takes more than the meter allows.
pub fn transplant(text: &Arc<Source>, tei: &str, profile: &Profile, meter: &Meter) -> Result<Transplanted, Exceeded> {
    let entity = Entity { text: tei, external: External::Refused };
    let (comparison, mut diagnostics) = super::best(text, &entity, profile, meter)?;
    diagnostics.extend(findings::other_text(&comparison, text, tei, profile));
    if !diagnostics.is_empty() {
        return Ok(Transplanted { tei: None, origins: Vec::new(), diagnostics });
    }
    let made = Rewriter::of(&comparison, tei).rewrite();
    comparison.release(meter);
    let mut diagnostics = made.findings.finish();
    let is_proved = proof(text, &made.tei, profile, meter)?;
    diagnostics.extend(is_proved.as_ref().err().cloned());
    Ok(Transplanted { tei: is_proved.is_ok().then_some(made.tei), origins: made.origins, diagnostics })
}

/// Whether TEI holds exactly the text.
fn proof(text: &Arc<Source>, tei: &str, profile: &Profile, meter: &Meter) -> Result<Result<(), Diagnostic>, Exceeded> {
    let verify = VerifyStyle {
        equal: Vec::new(),
        white_space: WhiteSpaceCompared::Between,
        unicode_form: UnicodeForm::Told,
        not_text: profile.verify.not_text.clone(),
    };
    let mut strict = profile.clone();
    strict.verify = verify;
    let found = super::verify(text, &Entity { text: tei, external: External::Refused }, &strict, meter)?;
    // That the TEI has more page breaks than the text has marks is no loss, and nobody asked to take them out.
    let bad = found
        .iter()
        .find(|finding| finding.severity() >= Severity::Warning && finding.code.id != diag::MARK_DIFFERS.id);
    Ok(match bad {
        None => Ok(()),
        Some(bad) => {
            let message = format!("the elements cannot be set onto the text: {}", bad.message);
            let finding = Diagnostic::new(&diag::NOT_TRANSPLANTED, message);
            Err(finding.help("nothing was written; `recto verify` shows where text and TEI differ"))
        }
    })
}
