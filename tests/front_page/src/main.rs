//! Reads a letter from standard input, converts it, and checks the TEI: against a schema of two files, and by a rule. Prints the TEI, or
//! what is wrong.

use std::io::Read;
use std::process::ExitCode;

use recto::{MemoryFiles, Rules, Schema};

const SCHEMA: &str = "default namespace = 'http://www.tei-c.org/ns/1.0'
include 'any.rnc'
start = element TEI { any }";

const ANY: &str = "any = (attribute * { text } | element * { any } | text)*";

const RULES: &str = "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2'>
  <ns prefix='t' uri='http://www.tei-c.org/ns/1.0'/>
  <pattern><rule context='t:opener'><assert test='t:dateline//t:date/@when'>A letter has a date.</assert></rule></pattern>
</schema>";

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let conversion = recto::convert(&text);
    let Some(tei) = conversion.tei else {
        for finding in conversion.diagnostics {
            eprintln!("{}: {}", finding.code.id, finding.message);
        }
        return Ok(ExitCode::FAILURE);
    };
    let schema = Schema::load(MemoryFiles::new([("letter.rnc", SCHEMA), ("any.rnc", ANY)]), "letter.rnc")?;
    let findings = [schema.validate(&tei), Rules::parse(RULES)?.run(&tei)].concat();
    for finding in &findings {
        eprintln!("{}: {}", finding.code.id, finding.message);
    }
    print!("{tei}");
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
