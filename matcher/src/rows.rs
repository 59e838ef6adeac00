//! Where the weights of each feature stand while they are found: a weight for each
//! class, or only for the classes that hold the feature.

use super::texts::Texts;

/// Where the weights of one feature are while they are found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Row {
    /// From this place of the full rows, one weight per class: scoring adds them
    /// up several at a time.
    Full(usize),
    /// Between these places of the short rows.
    Short(usize, usize),
}

/// The row of each feature, the class of each weight of the short rows, and the
/// room of the full ones: those of features that more than `most` classes hold.
pub(super) fn rows(examples: &Texts, features: usize, most: u32, classes: usize) -> (Vec<Row>, Vec<u32>, usize) {
    let mut holders = vec![0_u32; features];
    each_holder(examples, features, |feature, _| holders[feature] += 1);
    let (mut full, mut short) = (0, 0);
    let mut row = |holders: u32| {
        if holders > most {
            full += classes;
            Row::Full(full - classes)
        } else {
            short += holders as usize;
            Row::Short(short - holders as usize, short)
        }
    };
    let rows: Vec<Row> = holders.iter().map(|holders| row(*holders)).collect();
    let mut owners = vec![0; short];
    let mut next: Vec<usize> = rows.iter().map(|row| if let Row::Short(start, _) = row { *start } else { usize::MAX }).collect();
    each_holder(examples, features, |feature, class| {
        if let Some(owner) = owners.get_mut(next[feature]) {
            *owner = class;
            next[feature] += 1;
        }
    });
    (rows, owners, full)
}

/// Calls back with each feature and each class that holds it, once, classes ascending.
fn each_holder(examples: &Texts, features: usize, mut found: impl FnMut(usize, u32)) {
    let mut last = vec![u32::MAX; features];
    for example in examples.all() {
        let class = example.class as u32;
        for (feature, _) in examples.parts(example) {
            let last = &mut last[*feature as usize];
            if *last != class {
                *last = class;
                found(*feature as usize, class);
            }
        }
    }
}
