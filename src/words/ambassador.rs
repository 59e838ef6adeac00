//! The words on ambassadors: their level in the house, how used to social
//! networks they are, what they do first.

use super::kept_word;

kept_word! {
    /// A level of the cascade.
    pub enum Level {
        /// Deputy chief executives (directrices générales et directeurs généraux adjoints).
        Dga = "dga",
        /// Directors and those who manage a team.
        Director = "directeur",
        /// Everybody else.
        Agent = "agent",
    }
}

impl Level {
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

kept_word! {
    /// How used to social networks somebody is.
    pub enum Skill {
        /// Begins.
        Beginner = "debutant",
        /// Is at ease.
        AtEase = "a-laise",
        /// Has a community of their own.
        Expert = "expert",
    }
}

impl Skill {
    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Beginner => "Je débute",
            Self::AtEase => "Je suis à l'aise",
            Self::Expert => "J'ai déjà ma communauté",
        }
    }
}

kept_word! {
    /// One thing of the check-list.
    pub enum FirstStep {
        /// A photo.
        Photo = "photo",
        /// A profile that says what one does.
        Profile = "profil",
        /// A first post.
        Post = "publication",
    }
}
