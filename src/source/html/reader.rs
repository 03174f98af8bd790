//! The bytes of a page as the tokenizer reads them. Takes the text; gives its bytes in order, with pauses.
//!
//! The tokenizer goes from one attribute to the next by a call, so that a tag of 300,000 attributes would take more stack than there is. An
//! error of its reader ends all these calls, and it goes on in the state that it is in: behind the quote that opens a value that is the
//! state of the value. The tokens are those of a reader without pauses, but for the name of a tag that holds `="` itself.

use std::io::{Error, ErrorKind};

use html5gum::{Readable, Reader, StringReader};

/// How many values are opened between two pauses.
const PACE: usize = 64;

/// The bytes of a page.
#[derive(Debug)]
pub(super) struct Paced<'t> {
    text: StringReader<'t>,
    /// Whether nothing but white space was read since an equals sign.
    is_before_value: bool,
    /// Values that were opened since the last pause.
    values: usize,
}

impl<'t> Paced<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text: text.to_reader(), is_before_value: false, values: 0 }
    }

    /// An error once in so many values.
    fn pause(&mut self) -> Result<(), Error> {
        if self.values < PACE {
            return Ok(());
        }
        self.values = 0;
        Err(ErrorKind::Interrupted.into())
    }

    /// What is asked for stands alone: signs and quotes of attributes do.
    fn note(is_before_value: &mut bool, values: &mut usize, read: &[u8]) {
        *values += usize::from(*is_before_value && read == b"\"");
        *is_before_value = read == b"=" || *is_before_value && read.trim_ascii().is_empty();
    }
}

impl Reader for Paced<'_> {
    type Error = Error;

    fn read_byte(&mut self) -> Result<Option<u8>, Error> {
        self.pause()?;
        let Ok(byte) = self.text.read_byte();
        Self::note(&mut self.is_before_value, &mut self.values, byte.as_slice());
        Ok(byte)
    }

    fn read_until<'b>(&'b mut self, needle: &[u8], buffer: &'b mut [u8; 4]) -> Result<Option<&'b [u8]>, Error> {
        self.pause()?;
        let Ok(read) = self.text.read_until(needle, buffer);
        Self::note(&mut self.is_before_value, &mut self.values, read.unwrap_or_default());
        Ok(read)
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Error> {
        let Ok(is_there) = self.text.try_read_string(text, case_sensitive);
        Ok(is_there)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use html5gum::{DefaultEmitter, Token, Tokenizer};

    #[test]
    fn pauses_change_no_token() {
        let parts = [
            r#"<p a="b" c= "d>" e = 'f' g=h i="=&quot;" j k="">"#,
            r#"<!-- a="b" --><script>a = "</b>"</script>"#,
            r#"say="well" = "so" &amp;"#,
            r#"<p <a="b" =c" d="=" "e="f"/>"#,
            r#"<!DOCTYPE html PUBLIC "a="b" "c="d">"#,
        ];
        for part in parts {
            let text = part.repeat(3 * PACE);
            let paced = Tokenizer::new_with_emitter(Paced::new(&text), DefaultEmitter::default()).flatten();
            let plain: Vec<Token> = Tokenizer::new(&text).flatten().collect();
            assert_eq!(paced.collect::<Vec<Token>>(), plain, "{part}");
        }
    }

    #[test]
    fn a_tag_may_have_as_many_attributes_as_it_likes() {
        let text = format!("<p {}>", (0..20_000).map(|n| format!("a{n} =\n\"b\" ")).collect::<String>());
        let paced = Tokenizer::new_with_emitter(Paced::new(&text), DefaultEmitter::default()).flatten();
        let counts = paced.map(|token: Token| if let Token::StartTag(tag) = token { tag.attributes.len() } else { 0 });
        assert_eq!(counts.collect::<Vec<usize>>(), [20_000]);
    }
}
