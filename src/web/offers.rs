//! The positions as candidates see them: the list, and a page for each, which
//! search engines can read too.

mod job_posting;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{LOCATION, REFERRER_POLICY};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{Html as HtmlPage, IntoResponse, Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::html::Html;
use super::tracked::is_visit;
use super::visitor::is_token;
use super::{Error, Shared, Web};
use crate::campaign::{OFFERS_PAGE, is_allowed_target, offer_page, plain_slug};
use crate::clock::{day_in_paris, written_day};
use crate::offers::{Branch, Offer, OpenTo, State as OfferState, open_first};
use crate::words::ExchangeId;
use job_posting::JobPosting;

/// What a candidate brings along: the link they came by, or the exchange whose
/// answer led here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Brings {
    de: String,
    echange: String,
}

impl Brings {
    /// The link as the addresses of a page hand it on: `?de=linkedin`, or nothing.
    fn handed_on(&self, before: char) -> String {
        let slug = plain_slug(&self.de);
        if slug.is_empty() { String::new() } else { format!("{before}de={slug}") }
    }
}

/// The address that counts a click on « postuler » and leads on.
pub(super) fn apply_path(reference: &str, brings: &str) -> String {
    let before = if brings.is_empty() { "" } else { "?" };
    format!("{}/postuler{before}{brings}", offer_page(reference))
}

type Page = Result<HtmlPage<String>, Error>;

#[derive(Template)]
#[template(path = "offers.html")]
struct Offers {
    canonical: Option<String>,
    employer: String,
    open: Vec<Line>,
    past: Vec<Line>,
    /// The link they came by, after an address.
    de: String,
}

/// One position in the list.
struct Line {
    reference: String,
    title: String,
    /// Who recruits, and where.
    about: String,
    /// Until when, or what became of it.
    until: String,
}

#[derive(Template)]
#[template(path = "offer.html")]
struct OfferPage {
    canonical: Option<String>,
    posting: Option<JobPosting>,
    title: String,
    employer: String,
    state: OfferState,
    /// The last day to apply.
    closes: Option<String>,
    facts: Vec<(&'static str, String)>,
    description: Option<Html>,
    /// The live advert, while the position is open.
    apply: Option<String>,
    /// What the chat page has in its field.
    question: String,
    /// The link they came by, after an address that asks something already.
    de: String,
}

/// `GET /offres`
pub(super) async fn list(State(web): State<Shared>, Query(brings): Query<Brings>) -> Page {
    let (faq, today) = (web.site.conversation.faq(), web.site.clock.today());
    let (open, past) = open_first(faq.offers(), today);
    let line = |offer: &&Offer| Line {
        reference: offer.reference.clone(),
        title: offer.title.clone(),
        about: offer.place.iter().fold(offer.employer.clone(), |about, place| format!("{about}, {place}")),
        until: until(offer, today),
    };
    let page = Offers {
        canonical: web.address_of(OFFERS_PAGE),
        employer: faq.employer_name().to_owned(),
        open: open.iter().map(line).collect(),
        past: past.iter().map(line).collect(),
        de: brings.handed_on('?'),
    };
    Ok(HtmlPage(page.render()?))
}

/// `GET /offres/{reference}`: a position that is filled or closed keeps its page.
pub(super) async fn show(State(web): State<Shared>, Path(reference): Path<String>, Query(brings): Query<Brings>) -> Page {
    let (faq, today) = (web.site.conversation.faq(), web.site.clock.today());
    let gone = "Cette offre n'est pas, ou n'est plus, sur ce site. La page « Les offres » montre celles qui y sont.";
    let offer = faq.offer(&reference).ok_or(Error::NotFound(gone.into()))?;
    let state = offer.state(today);
    let canonical = web.address_of(&offer_page(&offer.reference));
    let page = OfferPage {
        posting: JobPosting::of(offer, today, canonical.as_deref()),
        canonical,
        title: offer.title.clone(),
        employer: offer.employer.clone(),
        state,
        closes: offer.closes.map(written_day),
        facts: facts(offer),
        description: (!offer.description.is_empty()).then(|| Html::from_markdown(&offer.description)),
        apply: offer.apply_url.clone().filter(|_| state == OfferState::Open).map(|address| {
            // An advert elsewhere is led to as it stands: we send nobody off the list.
            if is_allowed_target(&address) { apply_path(&offer.reference, brings.handed_on('&').trim_start_matches('&')) } else { address }
        }),
        question: format!("Poste « {} » : ", offer.title),
        de: brings.handed_on('&'),
    };
    Ok(HtmlPage(page.render()?))
}

const GONE: &str = "Cette offre n'est pas, ou n'est plus, sur ce site. La page « Les offres » montre celles qui y sont.";

/// `GET /offres/{reference}/postuler`: counts the click and leads to the advert.
pub(super) async fn apply(
    State(web): State<Shared>,
    method: Method,
    headers: HeaderMap,
    Path(reference): Path<String>,
    Query(brings): Query<Brings>,
) -> Result<Response, Error> {
    let (faq, today) = (web.site.conversation.faq(), web.site.clock.today());
    let offer = faq.offer(&reference).ok_or(Error::NotFound(GONE.into()))?;
    if offer.state(today) != OfferState::Open {
        return Err(Error::Gone("On ne peut plus postuler à cette offre. La page « Les offres » montre celles qui sont ouvertes.".into()));
    }
    let address = offer.apply_url.clone().filter(|address| is_allowed_target(address)).ok_or(Error::NotFound(GONE.into()))?;
    if is_visit(&method, &headers) {
        web.count_apply(&offer.reference, &brings).await;
    }
    Ok((StatusCode::FOUND, [(LOCATION, address), (REFERRER_POLICY, "no-referrer".to_owned())]).into_response())
}

impl Web {
    /// A click that cannot be counted stops nobody.
    async fn count_apply(&self, reference: &str, brings: &Brings) {
        let exchange = Some(&brings.echange).filter(|id| is_token(id)).map(|id| ExchangeId::new(id.as_str()));
        let source = self.source_of(Some(plain_slug(&brings.de))).await;
        let counted = self.site.store.count_apply_click(reference, &day_in_paris(self.now()), exchange.as_ref(), source.as_ref()).await;
        let _ = counted.inspect_err(|error| tracing::error!("counting a click on an offer: {error:#}"));
    }

    /// The whole address of a page, when the program is told its own.
    pub(super) fn address_of(&self, path: &str) -> Option<String> {
        let origin = self.site.public_url.as_deref()?.trim_end_matches('/');
        Some(format!("{origin}{path}"))
    }
}

fn until(offer: &Offer, today: Date) -> String {
    match (offer.state(today), offer.closes) {
        (OfferState::Open, Some(last)) => format!("Jusqu'au {} inclus", written_day(last)),
        (OfferState::Open, None) => "Sans date limite indiquée".to_owned(),
        (OfferState::Filled, _) => "Déjà pourvue".to_owned(),
        (OfferState::Closed, _) => "Close".to_owned(),
    }
}

/// What the advert says, in the order in which it is read.
fn facts(offer: &Offer) -> Vec<(&'static str, String)> {
    let yes = |said: bool| if said { "oui" } else { "non" }.to_owned();
    let occupation = offer.occupation.as_ref().map(|words| match &offer.rome {
        Some(rome) => format!("{words} (code ROME {rome})"),
        None => words.clone(),
    });
    let facts = [
        ("Employeur", Some(offer.employer.clone())),
        ("Lieu de travail", offer.place.clone()),
        ("Rémunération", offer.pay_text.clone()),
        ("Contrat", offer.contract.clone()),
        ("Durée", offer.duration.clone()),
        ("Ouvert", offer.open_to.map(|open_to| opening(open_to).to_owned())),
        ("Catégorie", offer.category.clone()),
        ("Fonction publique", offer.branch.map(|branch| branch_name(branch).to_owned())),
        ("Métier", occupation),
        ("Études", offer.education.clone()),
        ("Expérience", offer.experience.clone()),
        ("Télétravail", offer.remote.clone()),
        ("Temps plein", offer.full_time.map(yes)),
        ("Encadrement", offer.management.map(yes)),
        ("Nombre de postes", offer.positions.map(|count| count.to_string())),
        ("Publiée le", offer.published.map(written_day)),
        ("Date limite", offer.closes.map(written_day)),
        ("Référence", Some(offer.reference.clone())),
    ];
    facts.into_iter().filter_map(|(name, said)| Some((name, said?))).collect()
}

fn opening(open_to: OpenTo) -> &'static str {
    match open_to {
        OpenTo::CivilServants => "aux titulaires",
        OpenTo::Contract => "aux contractuels",
        OpenTo::Both => "aux titulaires et aux contractuels",
    }
}

fn branch_name(branch: Branch) -> &'static str {
    match branch {
        Branch::State => "de l'État",
        Branch::Local => "territoriale",
        Branch::Hospital => "hospitalière",
    }
}
