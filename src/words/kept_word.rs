//! What the database keeps as a word: each value has one, and each word one value.

/// Declares values that are kept as words, one row each: its meaning and its
/// word. A word that stands twice is a pattern that is never reached, which the
/// compiler tells.
macro_rules! kept_word {
    ($(#[$about:meta])* $vis:vis enum $name:ident { $($(#[$meaning:meta])* $one:ident = $word:literal,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$meaning])* $one,)*
        }

        impl $name {
            /// Each of them, in the order of its documentation.
            $vis const ALL: [Self; [$($word),*].len()] = [$(Self::$one),*];

            /// The word kept in the database.
            $vis fn as_str(self) -> &'static str {
                match self {
                    $(Self::$one => $word,)*
                }
            }

            /// What such a word says; none when it is no such word.
            $vis fn of_word(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$one),)*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use kept_word;

#[cfg(test)]
mod tests {
    kept_word! {
        /// A colour.
        enum Colour {
            /// As the sky.
            Blue = "blue",
            /// As grass.
            DarkGreen = "dark_green",
        }
    }

    #[test]
    fn each_value_has_its_word_and_no_other_word_has_one() {
        assert_eq!(Colour::ALL.map(Colour::as_str), ["blue", "dark_green"]);
        assert_eq!(Colour::ALL.map(|colour| Colour::of_word(colour.as_str())), Colour::ALL.map(Some));
        assert_eq!(["", "Blue", "green"].map(Colour::of_word), [None, None, None]);
    }
}
