//! The form of a campaign: its name, dates, posts, means and positions.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::super::super::{Error, Shared, Web};
use super::super::{Member, Page, back_to};
use crate::campaign::{Base, Campaign, Dossier, Purpose, Tallied, WrittenCampaign, read_campaign};
use crate::files::Line;
use crate::sessions::{ReadCampaign, campaign_of, change_campaign, keep_campaign};

#[derive(Template)]
#[template(path = "staff_campaign_sheet.html")]
struct SheetForm {
    problems: Vec<String>,
    /// The campaign that is changed; none for a new one.
    slug: Option<String>,
    typed: Typed,
}

/// What is typed, field by field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Typed {
    nom: String,
    mot: String,
    but: String,
    debut: String,
    fin: String,
    /// Channels, apart by commas.
    canaux: String,
    publications: String,
    couts: String,
    charge: String,
    postes: String,
    bilans: String,
    references: String,
    note: String,
}

/// `GET /staff/nouvelle-campagne`
pub(in crate::web) async fn blank() -> Page {
    Ok(Html(SheetForm { problems: Vec::new(), slug: None, typed: Typed::default() }.render()?))
}

/// `POST /staff/nouvelle-campagne`
pub(in crate::web) async fn make(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let problems = match read_campaign(&typed.written()) {
        Err(problems) => problems,
        Ok(campaign) => {
            let dossier = Dossier { campaign, ..Dossier::default() };
            match keep_campaign(&web.site.store, &dossier, &member.name, web.now()).await? {
                Ok(()) => {
                    web.audit(&member, "campagne créée", &dossier.campaign.slug).await?;
                    return Ok(back_to(&format!("/staff/campagnes/{}", dossier.campaign.slug), "campagne"));
                }
                Err(problems) => problems,
            }
        }
    };
    refused(None, typed, problems)
}

/// `GET /staff/campagnes/{slug}/fiche`
pub(in crate::web) async fn show(State(web): State<Shared>, Path(slug): Path<String>) -> Page {
    let read = web.own_campaign(&slug).await?;
    Ok(Html(SheetForm { problems: Vec::new(), typed: Typed::of(&read.dossier.campaign), slug: Some(slug) }.render()?))
}

/// `POST /staff/campagnes/{slug}/fiche`
pub(in crate::web) async fn change(
    State(web): State<Shared>,
    Extension(member): Extension<Member>,
    Path(slug): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Error> {
    let read = web.own_campaign(&slug).await?;
    let problems = match read_campaign(&WrittenCampaign { slug: slug.clone(), ..typed.written() }) {
        Err(problems) => problems,
        Ok(campaign) => match change_campaign(&web.site.store, &read, &campaign, web.now()).await? {
            Ok(()) => {
                web.audit(&member, "fiche de campagne modifiée", &slug).await?;
                return Ok(back_to(&format!("/staff/campagnes/{slug}"), "campagne"));
            }
            Err(problems) => problems,
        },
    };
    refused(Some(slug), typed, problems)
}

fn refused(slug: Option<String>, typed: Typed, problems: Vec<String>) -> Result<Response, Error> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(SheetForm { problems, slug, typed }.render()?)).into_response())
}

impl Web {
    /// A campaign of HR: an example is read, never changed.
    async fn own_campaign(&self, slug: &str) -> Result<ReadCampaign, Error> {
        let read = campaign_of(&self.site.store, slug).await?;
        let own = read.filter(|read| read.kept.is_some());
        own.ok_or_else(|| Error::NotFound("Il n'y a pas de campagne à modifier sous ce nom. Un exemple livré ne change pas.".into()))
    }
}

impl Typed {
    fn written(&self) -> WrittenCampaign {
        WrittenCampaign {
            name: self.nom.clone(),
            slug: self.mot.clone(),
            purpose: self.but.clone(),
            starts: self.debut.clone(),
            ends: self.fin.clone(),
            channels: self.canaux.split(',').map(str::to_owned).collect(),
            posts: Line::of_text("Publications", &self.publications),
            costs: Line::of_text("Coûts", &self.couts),
            work: Line::of_text("Charge", &self.charge),
            positions: Line::of_text("Postes", &self.postes),
            tallies: Line::of_text("Bilans", &self.bilans),
            references: Line::of_text("Références", &self.references),
            note: self.note.clone(),
        }
    }

    /// A campaign as it would be typed.
    fn of(campaign: &Campaign) -> Self {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            nom: campaign.name.clone(),
            mot: campaign.slug.clone(),
            but: word_of(&Purpose::ALL, campaign.purpose),
            debut: day(campaign.starts),
            fin: day(campaign.ends),
            canaux: campaign.channels.join(", "),
            publications: lines(&campaign.posts, |post| {
                let (link, address) = (post.link.as_deref().unwrap_or_default(), post.address.as_deref().unwrap_or_default());
                format!("{} ; {} ; {} ; {} ; {link} ; {address}", post.name, post.channel, day(post.on), euros(post.cents))
            }),
            couts: lines(&campaign.costs, |cost| format!("{} ; {}", cost.label, euros(cost.cents))),
            charge: lines(&campaign.work, |work| {
                let days = format!("{},{}", work.tenths_of_day / 10, work.tenths_of_day % 10);
                format!("{} ; {} ; {} ; {days}", work.task, work.directorate, work.people)
            }),
            postes: lines(&campaign.positions, |one| {
                let offer = one.offer.as_deref().unwrap_or_default();
                format!("{} ; {} ; {offer} ; {} ; {}", one.title, one.openings, day(one.published), day(one.accepted))
            }),
            bilans: lines(&campaign.tallies, |one| {
                format!(
                    "{} ; {} ; {} ; {} ; {}",
                    word_of(&Tallied::ALL, one.counts),
                    one.value,
                    word_of(&Base::ALL, one.base),
                    one.events,
                    one.covers
                )
            }),
            references: lines(&campaign.references, |one| {
                format!("{} ; {} ; {} ; {}", one.name, word_of(&Tallied::ALL, one.counts), one.value, word_of(&Base::ALL, one.base))
            }),
            note: campaign.note.clone(),
        }
    }
}

/// The word that is typed for something.
fn word_of<T: PartialEq>(all: &[(T, &'static str, &'static str)], wanted: T) -> String {
    all.iter().find(|(known, ..)| *known == wanted).map_or("", |(_, word, _)| word).to_owned()
}

fn lines<T>(of: &[T], line: impl Fn(&T) -> String) -> String {
    of.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn euros(cents: Option<u64>) -> String {
    cents.map(|cents| format!("{},{:02}", cents / 100, cents % 100)).unwrap_or_default()
}
