//! « Mes données » and « Mon profil » in Discord: see, receive, erase, object,
//! and say something of oneself.

use jiff::Timestamp;

use super::data::{file, summary};
use super::press::Press;
use super::reception::Reception;
use super::sentences::FILE_NAME;
use super::taps::Caller;
use super::translate::{Button, Part, Row, Select, plain, shown};
use crate::campaign::{NOT_SAID, NOT_SAID_WORDS, PROFILE, ProfileQuestion};
use crate::conversation::{Gesture, Tap};
use crate::store::PersonData;
use crate::words::{Person, Right};

/// What is kept under each pseudonym of somebody.
struct Kept {
    /// The sentence that opens it, or stands for nothing or a breakdown.
    text: String,
    data: Vec<PersonData>,
    objects: bool,
}

impl Reception {
    /// What is kept, and what may be done about it.
    pub(super) async fn data(&self, caller: &Caller) -> Vec<Part> {
        let Kept { text, data, objects } = self.kept(caller).await;
        let button = |press, label| Button::new(press, &self.say(label));
        if objects {
            return shown(&text, vec![Row::Buttons(vec![button(Press::Lift, "bouton-lever")])]);
        }
        let object = button(Press::Object, "bouton-opposer");
        if data.is_empty() {
            return shown(&text, vec![Row::Buttons(vec![object])]);
        }
        let buttons = vec![button(Press::Receive, "bouton-recevoir"), button(Press::Erase, "bouton-effacer"), object];
        shown(&summary(&text, &data), vec![Row::Buttons(buttons)])
    }

    /// The file of what is kept.
    pub(super) async fn receive(&self, caller: &Caller) -> Vec<Part> {
        let Kept { text, data, .. } = self.kept(caller).await;
        if data.is_empty() {
            return plain(&text);
        }
        let file = Some((FILE_NAME.to_owned(), file(&data)));
        vec![Part { text: self.say("votre-fichier"), file, ..Part::default() }]
    }

    /// Whether they are sure.
    pub(super) fn sure_to_erase(&self) -> Vec<Part> {
        self.sure("effacer-confirmer", Press::EraseForGood, "bouton-effacer-tout")
    }

    /// Whether they are sure.
    pub(super) fn sure_to_object(&self) -> Vec<Part> {
        self.sure("opposer-confirmer", Press::ObjectForGood, "bouton-opposer-oui")
    }

    /// Everything goes; the same and nothing comes any more; or things are kept again.
    pub(super) async fn exercise(&self, caller: &Caller, right: Right) -> Vec<Part> {
        let (conversation, mut said) = (&self.parts.conversation, String::new());
        for person in caller.all() {
            said = match right {
                Right::Erased => conversation.erase(person).await,
                Right::Objected => conversation.object(person).await,
                Right::Lifted => conversation.lift_objection(person).await,
            };
        }
        plain(&said)
    }

    /// What one may say of oneself: a list for each question.
    pub(super) async fn profile(&self, person: &Person, at: Timestamp) -> Vec<Part> {
        let profile = self.parts.conversation.profile_of(person, at).await;
        let rows = match &profile.ticked {
            Some(ticked) => PROFILE.iter().map(|question| answers(question, ticked)).collect(),
            None => profile.taps.iter().filter(|tap| tap.gesture == Gesture::ConfirmAge).map(age).collect(),
        };
        shown(&profile.text, rows)
    }

    /// One tick of the profile.
    pub(super) async fn tick(&self, person: &Person, question: &str, answer: &str, at: Timestamp) -> Vec<Part> {
        match self.parts.conversation.tick(person, question, answer, at).await {
            Some(said) => plain(&said),
            None => self.outdated(),
        }
    }

    fn sure(&self, question: &str, press: Press, yes: &str) -> Vec<Part> {
        shown(&self.say(question), vec![Row::Buttons(vec![Button::new(press, &self.say(yes))])])
    }

    async fn kept(&self, caller: &Caller) -> Kept {
        let mut kept = Kept { text: String::new(), data: Vec::new(), objects: false };
        for person in caller.all() {
            let data = self.parts.conversation.data_of(person).await;
            if kept.text.is_empty() || data.kept.is_some() || data.objects {
                kept.text = data.text;
            }
            kept.data.extend(data.kept);
            kept.objects = data.objects;
        }
        kept
    }
}

fn answers(question: &ProfileQuestion, ticked: &[(String, String)]) -> Row {
    let said = question.answers.iter().chain([&(NOT_SAID, NOT_SAID_WORDS)]);
    Row::Select(Select {
        press: Press::Tick(question.key.to_owned()),
        placeholder: question.words.to_owned(),
        options: said.map(|(word, words)| ((*word).to_owned(), (*words).to_owned())).collect(),
        chosen: ticked.iter().find(|(key, _)| key == question.key).map(|(_, answer)| answer.clone()),
    })
}

fn age(tap: &Tap) -> Row {
    Row::Buttons(vec![Button::new(Press::Age, &tap.label)])
}
