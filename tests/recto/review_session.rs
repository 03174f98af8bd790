//! Keys of a review without a terminal and without files: what is decided, where the person is, what is on the screen.

use proptest::prelude::*;
use recto::internals::cli::review_terminal::screen::{Marks, Size, lines};
use recto::internals::cli::review_terminal::session::{Key, Place, Request, Session};
use recto::internals::diff::Kind;
use recto::internals::review::{Decision, Example, Group, Passage, SourceLine};
use unicode_width::UnicodeWidthStr;

fn group(number: usize) -> Group {
    Group { kind: Kind::Element, what: format!("`p` → `g{number}`"), rule: String::new() }
}

/// Files as groups by their numbers, and a session about them. Decided changes are taken away, as the program does.
struct Review {
    files: Vec<Vec<Group>>,
    undo: Vec<Vec<(usize, Vec<Group>)>>,
    session: Session,
}

impl Review {
    fn of(files: &[Vec<usize>]) -> Self {
        let files: Vec<Vec<Group>> =
            files.iter().map(|file| file.iter().map(|number| group(*number)).collect()).collect();
        Self { session: Session::new(files.clone()), files, undo: Vec::new() }
    }

    fn press(&mut self, key: Key) -> Request {
        let request = self.session.press(key);
        match &request {
            Request::Decide(decision_taken) => {
                let mut before = Vec::new();
                for (file, chosen) in &decision_taken.files {
                    before.push((*file, self.files[*file].clone()));
                    let own = std::mem::take(&mut self.files[*file]);
                    let left = own.into_iter().enumerate().filter(|(at, _)| !chosen.contains(at));
                    self.files[*file] = left.map(|(_, group)| group).collect();
                }
                let done = decision_taken.files.iter().map(|(file, _)| (*file, self.files[*file].clone())).collect();
                self.undo.push(before);
                self.session.decided(done);
            }
            Request::Undo => {
                for (file, groups) in self.undo.pop().unwrap() {
                    self.files[file] = groups;
                }
                self.session.undone(Vec::new());
            }
            Request::Show | Request::Leave => {}
        }
        request
    }

    fn type_in(&mut self, keys: &str) {
        keys.chars().for_each(|key| {
            self.press(Key::Char(key));
        });
    }

    /// Accepted, rejected, skipped, to decide.
    fn counts(&self) -> [usize; 4] {
        let counts = self.session.counts();
        [counts.accepted, counts.rejected, counts.skipped, counts.open]
    }
}

/// Keys, the counts after them, and the file and number of the change that is shown then.
type Case = (&'static str, [usize; 4], Option<(usize, usize)>);

#[test]
fn keys_decide() {
    // Three files: group 0 has four changes, group 1 two, group 2 one.
    let files = [vec![0, 1, 0], vec![0], vec![2, 0, 1]];
    let cases: &[Case] = &[
        ("", [0, 0, 0, 7], Some((0, 0))),
        ("a", [1, 0, 0, 6], Some((0, 1))),
        ("ar", [1, 1, 0, 5], Some((1, 0))),
        ("s", [0, 0, 1, 6], Some((0, 2))),
        ("A", [4, 0, 0, 3], Some((0, 0))),
        ("gr", [0, 4, 0, 3], Some((0, 0))),
        ("S", [0, 0, 4, 3], Some((0, 1))),
        ("fa", [3, 0, 0, 4], Some((1, 0))),
        ("*r", [0, 7, 0, 0], None),
        ("*s", [0, 0, 7, 0], None),
        ("*sj", [0, 0, 7, 0], Some((0, 0))),
        ("*au", [0, 0, 0, 7], Some((0, 0))),
        ("aru", [1, 0, 0, 6], Some((0, 1))),
        ("sAu", [0, 0, 1, 6], Some((0, 2))),
        ("suu", [0, 0, 0, 7], Some((0, 0))),
        ("nn", [0, 0, 0, 7], Some((1, 0))),
        ("p", [0, 0, 0, 7], Some((2, 1))),
        ("j", [0, 0, 0, 7], Some((0, 1))),
        ("jj", [0, 0, 0, 7], Some((2, 0))),
        ("jjj", [0, 0, 0, 7], Some((0, 0))),
        ("k", [0, 0, 0, 7], Some((2, 0))),
        ("f\u{0}a", [1, 0, 0, 6], Some((0, 1))),
        ("?ra", [1, 0, 0, 6], Some((0, 1))),
    ];
    for (keys, counts, place) in cases {
        let mut review = Review::of(&files);
        review.type_in(keys);
        let place = place.map(|(file, change)| Place { file, change });
        assert_eq!((review.counts(), review.session.place()), (*counts, place), "{keys:?}");
    }
}

#[test]
fn a_scope_is_left_before_the_session() {
    let mut review = Review::of(&[vec![0]]);
    assert_eq!(review.press(Key::Char('*')), Request::Show);
    assert_eq!(review.press(Key::Escape), Request::Show);
    assert_eq!(review.press(Key::Escape), Request::Leave);
}

#[test]
fn a_decision_that_failed_leaves_its_changes_pending() {
    let mut session = Session::new(vec![vec![group(0)], vec![group(0)]]);
    let Request::Decide(decision_taken) = session.press(Key::Char('A')) else { panic!("nothing to settle") };
    assert_eq!((decision_taken.decision, decision_taken.files.len()), (Decision::Accept, 2));
    session.decided(vec![(1, Vec::new())]);
    session.tell("cannot write");
    assert_eq!((session.counts().accepted, session.counts().open), (1, 1));
    assert_eq!(session.place(), Some(Place { file: 0, change: 0 }));
    assert_eq!(session.message(), Some("cannot write"));
}

fn key() -> impl Strategy<Value = Key> {
    let character = prop::sample::select("arsARSfg*npjkub ?".chars().collect::<Vec<_>>());
    prop_oneof![8 => character.prop_map(Key::Char), 1 => Just(Key::Escape), 1 => Just(Key::Up), 1 => Just(Key::PageDown)]
}

proptest! {
    #[test]
    fn no_change_is_lost_or_counted_twice(
        files in prop::collection::vec(prop::collection::vec(0_usize..4, 0..5), 1..6),
        keys in prop::collection::vec(key(), 0..40),
    ) {
        let mut review = Review::of(&files);
        let begun = (review.files.clone(), review.session.place());
        let total: usize = files.iter().map(Vec::len).sum();
        for key in keys {
            review.press(key);
            prop_assert_eq!(review.counts().iter().sum::<usize>(), total);
            let left = review.files.iter().map(Vec::len).sum::<usize>();
            prop_assert_eq!(left, review.counts()[2] + review.counts()[3]);
            match review.session.place() {
                Some(place) => prop_assert_eq!(&review.files[place.file][place.change], review.session.group().unwrap()),
                None => prop_assert_eq!(review.counts()[3], 0),
            }
        }
        while review.session.can_undo() {
            review.press(Key::Char('u'));
        }
        prop_assert_eq!(&review.files, &begun.0);
        prop_assert_eq!(review.counts(), [0, 0, 0, total]);
    }

    #[test]
    fn a_screen_is_never_wider_or_higher_than_the_terminal(
        width in 20_usize..150,
        height in 1_usize..60,
        texts in prop::collection::vec("[a-z<>/= \n\t\u{7}漢字é—]{0,200}", 5),
        keys in "[? fnj*]{0,3}",
    ) {
        let passage = Passage {
            line: 7,
            lead: texts[0].replace('\n', ""),
            before: texts[1].clone(),
            after: texts[2].clone(),
            tail: texts[3].replace('\n', ""),
        };
        let origin = Some(SourceLine { file: "in/a.txt".into(), line: 1, text: texts[4].clone() });
        let example = Example { file: "tei/a.xml".into(), origin, passages: vec![passage] };
        let mut review = Review::of(&[vec![0, 1], vec![0]]);
        review.type_in(&keys);
        for marks in [Marks::Colours, Marks::Signs] {
            let lines = lines(&review.session, Some(&example), marks, Size { width, height });
            prop_assert!(lines.len() <= height);
            for line in lines {
                let text: String = line.into_iter().map(|(_, text)| text).collect();
                prop_assert!(text.width() <= width && !text.contains(char::is_control), "{:?}", text);
            }
        }
    }
}
