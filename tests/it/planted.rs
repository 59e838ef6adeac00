//! The faults of `tests/planted` still fit the program: `tests/planted/run`
//! plants each and sees that it is found, which takes too long for every run.

use std::fs;
use std::path::Path;

/// Lines of a source that a fault replaces.
struct Replaced {
    file: String,
    lines: String,
}

#[test]
fn each_planted_fault_replaces_lines_that_stand_once_in_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let faults: Vec<_> = fs::read_dir(root.join("tests/planted"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "patch"))
        .collect();
    assert!(faults.len() >= 2, "{faults:?}");
    for fault in faults {
        let patch = fs::read_to_string(&fault).unwrap();
        assert!(patch.lines().any(|line| line.starts_with("Found as: ")), "{fault:?}");
        for Replaced { file, lines } in replaced(&patch) {
            let source = fs::read_to_string(root.join(&file)).unwrap();
            assert!(!lines.is_empty(), "{fault:?} replaces nothing in {file}");
            assert_eq!(source.matches(&lines).count(), 1, "{fault:?}: in {file}, these lines changed:\n{lines}");
        }
    }
}

fn replaced(patch: &str) -> Vec<Replaced> {
    let (mut all, mut file) = (Vec::<Replaced>::new(), "");
    for line in patch.lines() {
        if let Some(path) = line.strip_prefix("--- a/") {
            file = path;
        } else if line.starts_with("@@ ") {
            all.push(Replaced { file: file.to_owned(), lines: String::new() });
        } else if let (Some(old), Some(last)) = (line.strip_prefix('-'), all.last_mut()) {
            last.lines.push_str(old);
            last.lines.push('\n');
        }
    }
    all
}
