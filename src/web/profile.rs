//! « Mon profil »: what a candidate may say of themselves, if they like, on the
//! page; one form, nothing required.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::Html as HtmlPage;
use serde::Deserialize;

use super::html::Html;
use super::{Error, Shared};
use crate::campaign::{NOT_SAID, NOT_SAID_WORDS, PROFILE, ProfileQuestion, plain_slug};
use crate::conversation::Gesture;

type Page = Result<HtmlPage<String>, Error>;

/// The form: who fills it in, and an answer for each question.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filled {
    conversation: String,
    source: String,
    /// `oui` once the age is said here.
    age_dit: String,
    /// `oui` when the form is sent, not only opened.
    envoi: String,
    age: String,
    situation: String,
    domaine: String,
    region: String,
    #[serde(rename = "service-public")]
    service_public: String,
}

impl Filled {
    fn answer(&self, question: &ProfileQuestion) -> &str {
        match question.key {
            "age" => &self.age,
            "situation" => &self.situation,
            "domaine" => &self.domaine,
            "region" => &self.region,
            "service-public" => &self.service_public,
            _ => "",
        }
    }
}

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage {
    text: Html,
    /// What came of the form.
    told: Option<String>,
    conversation: String,
    source: String,
    /// The tap « 15 ans ou plus », until it is made.
    age: Option<String>,
    /// The questions with what was ticked; none before the age is said.
    questions: Vec<(&'static ProfileQuestion, String)>,
}

const FROM_THE_CHAT: &str =
    "Le profil se remplit depuis la page du t'chat où vous posez vos questions : le bouton « Mon profil » est en bas de cette page.";

/// What the page says before the age is said.
const AGE_FIRST: &str = "Pour remplir votre profil, confirmez d'abord que vous avez 15 ans ou plus. Le profil est facultatif.";

/// A sentence that names a command of Discord, as the page says it.
fn on_the_page(text: &str) -> String {
    text.replace("`/mesdonnees`", "« Mes données »").replace("`/profil`", "« Mon profil »")
}

/// `GET /profil`
pub(super) async fn explain() -> Page {
    Err(Error::Wrong(FROM_THE_CHAT.into()))
}

/// `POST /profil`
pub(super) async fn show(State(web): State<Shared>, Form(filled): Form<Filled>) -> Page {
    let now = web.now();
    let visitor = web.visitor(&filled.conversation, now)?.ok_or(Error::Wrong(FROM_THE_CHAT.into()))?;
    let conversation = &web.site.conversation;
    if filled.age_dit == "oui" {
        conversation.confirm_age(&visitor.person, now).await;
    }
    let before = conversation.profile_of(&visitor.person, now).await;
    let mut told = None;
    if let Some(ticked) = before.ticked.as_ref().filter(|_| filled.envoi == "oui") {
        for question in &PROFILE {
            let (answer, kept) =
                (filled.answer(question), ticked.iter().find(|(key, _)| key == question.key).map(|(_, answer)| answer.as_str()));
            // An empty choice takes back what was said before.
            let answer = if answer.is_empty() { NOT_SAID } else { answer };
            if kept.unwrap_or(NOT_SAID) != answer {
                let unknown = || Error::Unusable("Cette réponse n'est pas proposée.".into());
                told = Some(conversation.tick(&visitor.person, question.key, answer, now).await.ok_or_else(unknown)?);
            }
        }
    }
    let profile = conversation.profile_of(&visitor.person, now).await;
    let ticked = |question: &ProfileQuestion, ticked: &[(String, String)]| {
        ticked.iter().find(|(key, _)| key == question.key).map(|(_, answer)| answer.clone()).unwrap_or_default()
    };
    let age = profile.taps.iter().find(|tap| tap.gesture == Gesture::ConfirmAge).map(|tap| tap.label.clone());
    let page = ProfilePage {
        text: Html::from_markdown(&if age.is_some() { AGE_FIRST.to_owned() } else { on_the_page(&profile.text) }),
        told: told.map(|told| on_the_page(&told)),
        conversation: visitor.token,
        source: plain_slug(&filled.source).to_owned(),
        age,
        questions: profile
            .ticked
            .map(|said| PROFILE.iter().map(|question| (question, ticked(question, &said))).collect())
            .unwrap_or_default(),
    };
    Ok(HtmlPage(page.render()?))
}
