//! What a program takes that does nothing but read: `quick_xml_loop PATH...` goes through every `.xml` file below the paths with
//! quick-xml's `NsReader`, all names resolved and all attributes looked at, and prints the number of elements. It is the floor that
//! `benches/programs.py` measures whole programs beside.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measure fails by panicking, and prints its result")]

use std::hint::black_box;
use std::path::Path;

use quick_xml::NsReader;
use quick_xml::events::Event;

fn main() {
    let elements: usize = std::env::args_os().skip(1).map(|path| below(Path::new(&path))).sum();
    println!("{elements}");
}

fn below(path: &Path) -> usize {
    if !path.is_dir() {
        return if path.extension().is_some_and(|ending| ending == "xml") { elements(path) } else { 0 };
    }
    std::fs::read_dir(path).unwrap().map(|entry| below(&entry.unwrap().path())).sum()
}

fn elements(path: &Path) -> usize {
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = NsReader::from_str(&text);
    let mut elements = 0;
    loop {
        match reader.read_resolved_event().unwrap() {
            (_, Event::Eof) => return elements,
            (namespace, Event::Start(tag) | Event::Empty(tag)) => {
                elements += 1;
                black_box(namespace);
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    black_box(reader.resolver().resolve_attribute(attribute.key));
                    black_box(attribute.value);
                }
            }
            other => {
                black_box(other);
            }
        }
    }
}
