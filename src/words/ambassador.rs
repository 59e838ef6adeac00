//! The words on ambassadors: their level in the house, how used to social
//! networks they are, what they do first.

/// A level of the cascade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Deputy chief executives (directrices générales et directeurs généraux adjoints).
    Dga,
    /// Directors and those who manage a team.
    Director,
    /// Everybody else.
    Agent,
}

impl Level {
    /// From the first invited to the last.
    pub const ALL: [Self; 3] = [Self::Dga, Self::Director, Self::Agent];

    /// The word kept in the database, and the end of the source.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dga => "dga",
            Self::Director => "directeur",
            Self::Agent => "agent",
        }
    }

    /// The level of such a word; none when there is none.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }

    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dga => "DGA",
            Self::Director => "Directrices et directeurs",
            Self::Agent => "Agentes et agents",
        }
    }

    /// What candidates who come by them have as source.
    pub fn source(self) -> String {
        format!("ambassadeur/{}", self.as_str())
    }

    /// Whom somebody of this level invites; nobody after the last.
    pub fn invites(self) -> Option<Self> {
        match self {
            Self::Dga => Some(Self::Director),
            Self::Director => Some(Self::Agent),
            Self::Agent => None,
        }
    }
}

/// What is counted of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelCount {
    /// The level.
    pub level: Level,
    /// Places given by invitations before the end.
    pub invited: u64,
    /// Those who enrolled before the end and are still there.
    pub enrolled: u64,
    /// Those of them who brought somebody, or said that they posted, meanwhile.
    pub active: u64,
    /// First contacts of people who came by a link of this level meanwhile.
    pub arrivals: u64,
}

/// How used to social networks somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skill {
    /// Begins.
    Beginner,
    /// Is at ease.
    AtEase,
    /// Has a community of their own.
    Expert,
}

impl Skill {
    /// From the first to the last.
    pub const ALL: [Self; 3] = [Self::Beginner, Self::AtEase, Self::Expert];

    /// The word kept in the database and written by HR.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Beginner => "debutant",
            Self::AtEase => "a-laise",
            Self::Expert => "expert",
        }
    }

    /// The skill of such a word; none when there is none.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|skill| skill.as_str() == word)
    }

    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beginner => "Je débute",
            Self::AtEase => "Je suis à l'aise",
            Self::Expert => "J'ai déjà ma communauté",
        }
    }
}

/// One thing of the check-list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FirstStep {
    /// A photo.
    Photo,
    /// A profile that says what one does.
    Profile,
    /// A first post.
    Post,
}

impl FirstStep {
    /// In the order in which they are done.
    pub const ALL: [Self; 3] = [Self::Photo, Self::Profile, Self::Post];

    /// The word written by HR and sent by the page.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Profile => "profil",
            Self::Post => "publication",
        }
    }

    /// The step of such a word; none when there is none.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }
}
