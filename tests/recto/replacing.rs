//! Files that a command replaces: what an editor saves meanwhile, and what belongs to a file beside its content.

use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use super::folder::Folder;

const FILES: usize = 60;

fn letter(number: usize) -> String {
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><div>\n<head>{number}</head><p>a</p><p n='2'>b</p></div></body></text></TEI>\n"
    )
}

/// An editor saves files, one after the other, while a command works on all of them.
fn saving_during(arguments: &[&str]) {
    let folder = Folder::new();
    (0..FILES).for_each(|number| folder.write(&format!("t/{number:02}.xml"), letter(number).as_bytes()));
    let is_done = AtomicBool::new(false);
    let (saved, ran) = std::thread::scope(|scope| {
        let saving = scope.spawn(|| {
            let mut saved = Vec::new();
            for number in (0..FILES).cycle() {
                if is_done.load(Ordering::SeqCst) || saved.len() == FILES {
                    break;
                }
                let name = format!("t/{number:02}.xml");
                folder.write("saved", folder.read(&name).replace("<head>", "<head>SAVED ").as_bytes());
                fs::rename(folder.path("saved"), folder.path(&name)).unwrap();
                saved.push(name);
            }
            saved
        });
        let ran = folder.run(arguments);
        is_done.store(true, Ordering::SeqCst);
        (saving.join().unwrap(), ran)
    });
    assert!(matches!(ran.status, Some(0 | 1)), "{ran:?}");
    for name in saved {
        assert!(folder.read(&name).contains("SAVED"), "{name} of {arguments:?}");
    }
    assert!(folder.files().iter().all(|name| name.ends_with(".xml")), "{:?}", folder.files());
}

#[test]
fn what_is_saved_while_a_command_runs_is_not_lost() {
    saving_during(&["format", "t"]);
    saving_during(&["ids", "t", "--element", "p", "--pattern", "p{n}"]);
    saving_during(&["validate", "t", "--fix", "--rules", "never", "--schema", "recto-letter"]);
}

#[test]
#[cfg(unix)]
fn rights_and_attributes_stay_and_other_names_are_told() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let folder = Folder::with(&[("a.xml", &letter(1))]);
    let path = folder.path("a.xml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let has_attributes = xattr::set(&path, "user.note", b"mine").is_ok();
    let is_superuser = std::os::unix::fs::chown(&path, Some(4321), Some(4321)).is_ok();
    fs::hard_link(&path, folder.path("other.xml")).unwrap();
    let before = fs::metadata(&path).unwrap();
    folder.run(&["format", "a.xml", "--format", "concise"]).exits(0).says("note R0023");
    let after = fs::metadata(&path).unwrap();
    assert_ne!(before.ino(), after.ino());
    assert_eq!((before.mode(), before.uid(), before.gid()), (after.mode(), after.uid(), after.gid()));
    if has_attributes {
        assert_eq!(xattr::get(&path, "user.note").unwrap().as_deref(), Some(&b"mine"[..]));
    } else {
        println!("skipped: this disk has no extended attributes");
    }
    println!(
        "owner and group {}",
        if is_superuser { "kept" } else { "not tried: only the superuser gives files away" }
    );
    assert_eq!(folder.read("other.xml"), letter(1));
}
